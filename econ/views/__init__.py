"""Contents of pages: tables, figures and sentences, made without Streamlit."""
