"""The house keeps its plan: few files in a folder, short files, nothing but pages in `pages/`."""

import ast
import collections
import pathlib
import re
import subprocess
import sys
import tomllib

import pytest
from support.paths import ROOT

pytestmark = pytest.mark.every_case  # a rule of the house is asked in every mode
SOURCES = sorted([*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")])
TEXTS = [
    *SOURCES,
    *ROOT.glob("streamlit_app.py"),
    *ROOT.glob("bench/*.py"),
    *(path for path in ROOT.glob("tests/**/*.py") if path.name != "test_house.py"),
    *ROOT.glob("app/**/*.js"),
    *ROOT.glob("words/**/*.ftl"),
    *ROOT.glob("econ/**/*.toml"),
    *ROOT.glob("cases/**/*.toml"),
    *ROOT.glob("*.toml"),
    *ROOT.glob("docs/*.md"),
    *(path for path in ROOT.glob("*.md") if path.name != "CHANGES.md"),
]
STATEMENTS = 300  # in a file; modules of the engine and equations have limits of their own in test_vocabulary.py
PAGE_STATEMENTS = 100
AT_THE_TOP, IN_A_FOLDER = 14, 13  # Python files directly in `econ/`, and in each folder below it
MAY_HAVE_MORE = {"equations", "views"}


def statements(path: pathlib.Path) -> int:
    """How many statements a file has, at any depth."""
    return sum(isinstance(node, ast.stmt) for node in ast.walk(ast.parse(path.read_text("utf-8"))))


def test_a_file_is_short_enough_to_read():
    for path in [*SOURCES, *ROOT.glob("tests/**/*.py")]:
        most = PAGE_STATEMENTS if path.parent == ROOT / "pages" else STATEMENTS
        assert statements(path) <= most, path


def test_a_folder_can_be_taken_in_at_a_look():
    folders = {path.parent for path in ROOT.glob("econ/**/*.py")} | {ROOT / "app"}
    counts = {
        str(folder.relative_to(ROOT)): len(
            [p for p in folder.glob("*.py") if p.name != "__init__.py"]
        )
        for folder in folders
        if folder.name not in MAY_HAVE_MORE
    }
    assert len(list((ROOT / "econ").glob("*.py"))) <= AT_THE_TOP
    assert not {
        folder: count
        for folder, count in counts.items()
        if count > IN_A_FOLDER and folder != "econ"
    }


def test_pages_holds_pages_and_nothing_else(case):
    files = [
        path for path in (ROOT / "pages").rglob("*") if path.is_file() and path.suffix != ".pyc"
    ]
    assert {path.parent.name for path in files} == {"pages"}
    strangers = [
        path.name
        for path in files
        if path.suffix != ".py" or "frame.view()" not in path.read_text("utf-8")
    ]
    assert not strangers, "a page asks for its view"


def test_nothing_imports_a_page():
    for path in [*ROOT.glob("econ/**/*.py"), *ROOT.glob("app/**/*.py"), *ROOT.glob("pages/*.py")]:
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            names = [name.name for name in node.names] if isinstance(node, ast.Import) else names
            assert not any(name.split(".")[0] in ("pages", "streamlit_app") for name in names), path


def test_the_model_names_no_file_of_a_page():
    pages = [path.relative_to(ROOT).as_posix() for path in (ROOT / "pages").glob("*.py")]
    for path in ROOT.glob("econ/**/*.py"):
        text = path.read_text("utf-8")
        assert not [page for page in pages if page in text], path


def test_the_types_of_every_module_are_checked():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    overrides = settings["tool"]["mypy"]["overrides"]
    assert not [override["module"] for override in overrides if override.get("ignore_errors")]


def test_a_public_name_is_defined_once():
    """A function, class or constant without underscore; the words of equations are names of their own."""
    modules = collections.defaultdict(set)
    for path in ROOT.glob("econ/**/*.py"):
        if "equations" not in path.parts:
            for name in public_names(ast.parse(path.read_text("utf-8"))):
                modules[name].add(str(path.relative_to(ROOT)))
    twice = {name: sorted(paths) for name, paths in modules.items() if len(paths) > 1}
    assert not twice


def public_names(module: ast.Module) -> set[str]:
    """The names that a module defines at its top, without those that start with an underscore."""
    names = set()
    for node in module.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            names |= {
                name.id
                for target in targets
                for name in ast.walk(target)
                if isinstance(name, ast.Name) and isinstance(name.ctx, ast.Store)
            }
    return {name for name in names if not name.startswith("_")}


PARTICIPLES = (
    "Added|Asked|Compared|Counted|Drawn|Fitted|Given|Held|Kept|Left out|Listed|Looked at|Marked|Meant|Measured|Moved"
    "|Named|Paid|Printed|Published|Read|Said|Shown|Taken|Told|Tried|Used|Wanted|Written"
)
# Idioms that read as translated word by word, and how often each is still in code and docs. A count may only fall.
IDIOMS = {
    r"\b[Ww]hat says\b": 0,
    r"\b(?:is|are|be|being|been|was|were) told\b": 0,
    r"\btold apart\b": 0,
    r"\ba trifle\b": 0,
    r"\bso many\b": 0,
    rf"(?:{PARTICIPLES}) (?:is|are|was|were)\b": 0,
    r"\bof which (?:a|an|the)\b": 0,
    r"\bno reason to\b": 0,
    r"\bstands? (?:under|beside|behind)\b": 0,
    r"\bis none\b": 0,
    r"\bin the place of\b": 0,
    r"\bat rest\b": 0,
    r"\bdeaf\b": 0,
    r"\bheed(?:s|ed)?\b": 0,
    r"\bheard\b": 0,
    r"\bof ours\b": 0,
    r"(?i:\bwhoever\b)": 0,
    r"\bcounts? for nothing\b": 0,
    r"\bsays? nothing of\b": 0,
    r"\banew\b": 0,
    r"\bdoors?\b": 0,
    r"\bstands? (?:there|together|in the)\b": 1,
    r"\b(?:is|are) said\b": 0,
    r"\btells? \w+ (?:\w+ )?(?:apart|from)\b": 0,
    r"\b(?:can|could) be told from\b": 0,
    r"\bthe (?:more|less|fewer), the\b": 0,
    r"\bheld (?:against|beside)\b": 0,
    r"\bstand(?:s|ing)? dark\b": 0,
}
# A docstring that begins with a clause without a head: "What a plan is worth" for "Return the value of a plan".
HEADLESS = re.compile(r"(?:What|Where|That|How|Who|Which|When|Why)\b")


def prose(path: pathlib.Path) -> str:
    """A file as running text: sentences that go over lines, comments and strings are joined."""
    text = re.sub(r'"\s*\n\s*[rf]*"(?!")', "", path.read_text("utf-8"))
    return re.sub(r"\s+((?:#|//) )?", " ", text)


@pytest.fixture(scope="module")
def idiom_places() -> dict[str, dict[str, int]]:
    """Return how often each file has each idiom; each file is read once."""
    places = {idiom: {} for idiom in IDIOMS}
    for path in TEXTS:
        text = prose(path)
        for idiom in IDIOMS:
            if count := len(re.findall(idiom, text)):
                places[idiom][str(path.relative_to(ROOT))] = count
    return places


@pytest.mark.parametrize("idiom", IDIOMS)
def test_prose_is_plain(idiom, idiom_places):
    places = idiom_places[idiom]
    assert sum(places.values()) <= IDIOMS[idiom], places


def headless_docstrings(path: pathlib.Path) -> list[str]:
    """The names of modules, classes and functions of a file whose docstring begins with a headless clause."""
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = [
        node
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, documented)
    ]
    return [
        f"{path.relative_to(ROOT)}: {getattr(node, 'name', 'module')}"
        for node in nodes
        if HEADLESS.match(ast.get_docstring(node) or "")
    ]


# A sentence that begins with such a clause as its noun: "What is ordered has to be taken" for "Ordered cards have to be taken".
HEADLESS_SENTENCE = re.compile(r"(?:^|[.:;?!] )(What [a-z][^.?!]*\.)")
COMMENT_MARKS = {".py": "#", ".toml": "#", ".js": "//"}


def written_paragraphs(path: pathlib.Path) -> list[str]:
    """The docstrings and the blocks of comments of a file of code; the paragraphs, items and cells of a document."""
    text = path.read_text("utf-8")
    if path.suffix == ".md":
        text = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
        return [
            re.sub(r"^(?:[-*]|\d+\.) ", "", " ".join(part.split()))
            for part in re.split(r"\n\s*\n|\n(?=\s*(?:[-*]|\d+\.) )|\|", text)
        ]
    documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef
    nodes = ast.walk(ast.parse(text)) if path.suffix == ".py" else ()
    docstrings = [ast.get_docstring(node) or "" for node in nodes if isinstance(node, documented)]
    mark = COMMENT_MARKS[path.suffix]
    blocks = re.findall(rf"(?:^[ \t]*{mark} .*\n)+", text, re.MULTILINE)
    blocks += re.findall(rf"\S +({mark} .*)$", text, re.MULTILINE)
    comments = [re.sub(rf"^\s*{mark} ", "", block, flags=re.MULTILINE) for block in blocks]
    return [
        " ".join(part.split()) for doc in [*docstrings, *comments] for part in doc.split("\n\n")
    ]


def test_no_sentence_begins_with_a_clause_as_its_noun():
    paths = [path for path in TEXTS if path.suffix in {*COMMENT_MARKS, ".md"}]
    places = [
        f"{path.relative_to(ROOT)}: {sentence}"
        for path in paths
        for part in written_paragraphs(path)
        for sentence in HEADLESS_SENTENCE.findall(part)
        if not sentence.startswith(("What matters ", "What moved "))  # names of pages and figures
    ]
    assert not places


def test_a_docstring_begins_with_a_noun_or_a_verb():
    assert not [place for path in SOURCES for place in headless_docstrings(path)]


# Names of locals and parameters that do not say what they hold, and how often each is still in use. A count may only fall.
VAGUE_NAMES = {
    "asked": 0,
    "data2": 0,
    "each": 0,
    "foo": 0,
    "found": 0,
    "heard": 0,
    "here": 0,
    "one": 0,
    "ones": 0,
    "res": 0,
    "said": 0,
    "some": 0,
    "stuff": 0,
    "temp": 0,
    "thing": 0,
    "things": 0,
    "tmp": 0,
    "told": 0,
    "val": 0,
}


def local_names(module: ast.Module) -> list[str]:
    """Every name that a module assigns, loops over or takes as a parameter, as often as it does."""
    nodes = list(ast.walk(module))
    stored = [
        node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    ]
    return stored + [node.arg for node in nodes if isinstance(node, ast.arg)]


def test_locals_say_what_they_hold():
    uses = collections.Counter(
        name for path in SOURCES for name in local_names(ast.parse(path.read_text("utf-8")))
    )
    more = {name: uses[name] for name, count in VAGUE_NAMES.items() if uses[name] > count}
    assert not more, f"more uses than before: {more}"


def test_locals_of_tests_say_what_they_hold():
    vague = {"found", "here", "it", "one", "told"}
    places = [
        f"{path.relative_to(ROOT)}: {node.id}"
        for path in sorted(ROOT.glob("tests/**/*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store) and node.id in vague
    ]
    assert not places


def test_parameters_loops_and_assignments_are_local_names():
    code = "def f(told, *, each=1):\n    found = [one for one in told]\n    return found"
    assert sorted(local_names(ast.parse(code))) == ["each", "found", "one", "told"]


def test_each_module_of_the_app_can_be_the_first_that_is_read():
    """No module needs that another was read before it."""
    names = [f"app.{path.stem}" for path in sorted((ROOT / "app").glob("[!_]*.py"))]
    lines = (
        "import importlib, sys",
        f"for name in {names}:",
        "    for read in [m for m in sys.modules if m.split('.')[0] == 'app']:",
        "        del sys.modules[read]",
        "    importlib.import_module(name)",
    )
    done = subprocess.run(
        [sys.executable, "-c", "\n".join(lines)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
