"""The Streamlit shell: everything a learner sees, nothing that computes."""
