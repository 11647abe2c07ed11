"""Prints the tests of multiprocessing and concurrent.futures as JSON, from the sources below the folder that is given.

Each class has the names of its bases and those of the tests that it defines itself. Nothing is imported or run.
"""
import ast
import json
import pathlib
import sys

TESTS = pathlib.Path(sys.argv[1]) / "test"
FILES = {
    "_test_multiprocessing": [TESTS / "_test_multiprocessing.py"],
    "test_concurrent_futures": sorted((TESTS / "test_concurrent_futures").glob("*.py")),
}

print(json.dumps({
    file: {
        node.name: {
            "bases": [base.id for base in node.bases if isinstance(base, ast.Name)],
            "tests": [
                item.name
                for item in node.body
                if isinstance(item, ast.FunctionDef) and item.name.startswith("test")
            ],
        }
        for path in paths
        for node in ast.parse(path.read_text(), str(path)).body
        if isinstance(node, ast.ClassDef)
    }
    for file, paths in FILES.items()
}))
