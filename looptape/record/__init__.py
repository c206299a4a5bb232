"""Runs a program and notes what happens: from a script to a recording."""
