"""The entry of the app: `streamlit run streamlit_app.py`."""

from app import frame

frame.run()
