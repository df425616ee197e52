"""Common parts of pages: scenario state, levers, layout. The only Streamlit glue."""
