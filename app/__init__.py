"""What pages have in common: scenario state, levers, layout. The only Streamlit glue."""
