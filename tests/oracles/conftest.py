"""The script that writes the table imports torch, which the tests do without: nothing here is collected."""

collect_ignore = ["make_torch_table.py"]
