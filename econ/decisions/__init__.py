"""Questions about what the company decides, asked of many runs."""
