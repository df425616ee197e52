"""How many figures each page draws as it opens. A new page is added here; CONTRIBUTING.md says where else."""

FIGURES = {
    "pages/overview.py": 0,
    "pages/compute_supply.py": 5,
    "pages/inference_cost.py": 4,
    "pages/api_price.py": 5,
    "pages/price_cut_timing.py": 5,
    "pages/record.py": 4,
    "pages/funding_runway.py": 4,
    "pages/stress_test.py": 3,
    "pages/raising.py": 1,
    "pages/ownership.py": 2,
    "pages/what_matters.py": 5,
    "pages/breaking_points.py": 0,
    "pages/validation.py": 2,
    "pages/assumptions.py": 0,
}
# Pages that run many scenarios when they open, which no test of all pages opens with ECON_QUICK=1.
LONG_PAGES = (
    "pages/price_cut_timing.py",
    "pages/stress_test.py",
    "pages/raising.py",
    "pages/what_matters.py",
    "pages/breaking_points.py",
)
