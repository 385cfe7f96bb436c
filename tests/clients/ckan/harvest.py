"""Reads a catalogue as CKAN's DCAT harvester does, each time anew.

Run by the Python of the environment beside it: harvest.py CATALOGUE reads once for
each line that comes in, and answers each with a line of JSON.
"""

import json
import sys
from types import ModuleType
from typing import Any
from urllib.request import urlopen

from ckanext.dcat.processors import RDFParser

sys.modules["magic"] = ModuleType("magic")  # uploads need libmagic, reading does not
PROFILE = "euro_dcat_ap_3"


def extra(dataset: dict[str, Any], key: str) -> str:
    """Give what CKAN keeps beside the fields of its own."""
    return next(str(one["value"]) for one in dataset["extras"] if one["key"] == key)


def told(catalogue: str) -> dict[str, object]:
    """Read once more; give the datasets as CKAN would keep them."""
    with urlopen(catalogue) as answer:  # noqa: S310  # an address of the test's own
        graph = answer.read().decode()
    parser = RDFParser(profiles=[PROFILE])
    parser.parse(graph, _format="turtle")
    return {
        "status": "done",
        "faults": [],
        "datasets": [
            {
                "id": extra(dataset, "identifier"),
                "title": dataset["title"],
                "resources": [
                    {
                        "title": one["name"],
                        "url": one["url"],
                        "size": one.get("size"),
                        "hash": one.get("hash"),
                        "uri": one["uri"],
                    }
                    for one in dataset["resources"]
                ],
            }
            for dataset in parser.datasets()
        ],
    }


for _ in sys.stdin:
    print(json.dumps(told(sys.argv[1])), flush=True)
