"""What a page shows: tables, figures and sentences, made without Streamlit."""
