"""Scenarios as Excel workbooks, both ways: for trainers who live in Excel and WPS."""
