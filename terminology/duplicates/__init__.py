"""Concepts that may be one and the same.

finding    candidates and their weight (pure)
"""
