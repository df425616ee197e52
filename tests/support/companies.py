"""The words that each company that ships may use of others: those of its own file, and the names that are of somebody else."""

import functools
import re
import tomllib

import econ
from econ.case.library import shipped_cases
from support.paths import ROOT

COMPANIES = shipped_cases()
CASES = {name: econ.load(shipped.path) for name, shipped in COMPANIES.items()}
# Elements that may be of another company: texts about them name it in every case.
FOREIGN = ("shape", "competitor")
# Words that belong to one company, beside the names of the company, its tiers, its rounds and its models.
AFFAIRS = {"deepseek": ("Ulanqab", "Inner Mongolia", "Expert mode", "Quick mode")}
SHORTEST_WORD = 5  # shorter strings of a file are units, switches and figures


def strings(value):
    """Yield every string in the tables of a file."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for inner in value.values():
            yield from strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings(inner)


def file_tables(name):
    """Return the tables of a company's own file, without those of the file that it extends."""
    return tomllib.loads(COMPANIES[name].path.read_text("utf-8"))


@functools.cache
def own_words(name):
    """Return every text of a company's own file, of the sources that it cites, and of its foreign elements."""
    case = CASES[name]
    words = set(strings(file_tables(name)))
    words |= {case.sources[word].title for word in words & set(case.sources)}
    for key in case.keys():
        if is_foreign(case, key):
            words |= set(belief_texts(case, case.beliefs[key]))
            words.add(case.sources[case.beliefs[key].source].title)
    for group in FOREIGN:
        words |= set(case.elements[group].values())
    return frozenset(words)


@functools.cache
def published_words():
    """Return every text of the published measurements, peers and investors, which name the company they are of."""
    words = set()
    for path in (ROOT / "data").glob("*.toml"):
        words |= {
            part
            for text in strings(tomllib.loads(path.read_text("utf-8")))
            for part in re.split(r"\{\w+\}", text)
        }
    for path in (ROOT / "data").glob("*.csv"):
        words |= set(re.split(r'[,"\n]', path.read_text("utf-8")))
    return frozenset(words)


def is_foreign(case, key):
    """Whether a key is of an element that may be of another company."""
    return bool(set(case.assumption_of(key).per) & set(FOREIGN))


def belief_texts(case, belief):
    """Yield the reason of a belief, and of each dated step its note and the title of its source."""
    yield belief.why
    for step in belief.steps:
        yield step.note
        yield case.sources[step.source].title


def family(model):
    """Return the first word of the name of a model, which models of one family share."""
    return re.split("[- ]", model)[0]


@functools.cache
def others_names(name):
    """Return the names of the other companies, of their tiers, rounds and models, and of what belongs to them.

    Models of the families that are rivals of the company, such as GLM where it competes with GLM-5.1, may be named.
    """
    own = {label for group in CASES[name].elements.values() for label in group.values()}
    rivals = {family(label) for label in CASES[name].elements["competitor"].values()}
    names = set()
    for other, case in CASES.items():
        if other != name:
            tiers = set(case.elements["tier"].values())
            models = {word for label in tiers for word in re.split("[- ]", label)} | {
                table["label"].removesuffix(" shape")
                for table in file_tables(other).get("shape", {}).values()
            }
            names |= {case.company, case.title, *case.elements["round"].values()}
            models = {*tiers, *(model for model in models if re.search(r"[A-Z].*\d", model))}
            names |= {model for model in models if family(model) not in rivals}
            names |= set(AFFAIRS.get(other, ()))
    return frozenset(names - own - {CASES[name].company})


def foreign_names(name, text, with_published=False):
    """Return the names of others in a text of a company, apart from what its own file says.

    With `with_published`, a text may also name what published measurements are of, and the models of the cost curves.
    """
    words, names = own_words(name), others_names(name)
    if with_published:
        words = words | published_words()
        names = names - {
            label.removesuffix(" shape") for label in CASES[name].elements["shape"].values()
        }
    for word in sorted(words, key=len, reverse=True):
        if len(word) >= SHORTEST_WORD:
            text = text.replace(word, "")
    return [other for other in names if re.search(rf"\b{re.escape(other)}\b", text)]
