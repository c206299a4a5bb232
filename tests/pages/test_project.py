"""What has to agree between files that cannot share it."""

import ast

import yaml

from cheatsheet.store.project import ROOT


def test_every_python_of_the_noxfile_is_tried_on_push() -> None:
    tree = ast.parse((ROOT / "noxfile.py").read_text("utf-8"))
    [pythons] = [
        ast.literal_eval(node.value)
        for node in tree.body
        if isinstance(node, ast.Assign)
        and [ast.unparse(target) for target in node.targets] == ["PYTHONS"]
    ]
    workflow = ROOT / ".github" / "workflows" / "checks.yml"
    jobs = yaml.safe_load(workflow.read_text("utf-8"))["jobs"]
    assert jobs["tests"]["strategy"]["matrix"]["python"] == pythons
