"""The scripts that write the tables import what the tests do without: nothing here is collected."""

collect_ignore_glob = ["make_*.py"]
