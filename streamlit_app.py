"""The entry of the app: `streamlit run streamlit_app.py`."""

from pages.shared import frame

frame.run()
