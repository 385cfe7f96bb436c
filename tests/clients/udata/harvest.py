"""Harvests a catalogue with udata's own DCAT backend, on a database in memory.

Run by the Python of the environment beside it: harvest.py CATALOGUE harvests once for
each line that comes in, and answers each with a line of JSON.
"""

import json
import sys

import mongoengine
import mongomock
from flask import Flask
from udata import i18n, settings
from udata.harvest.backends.dcat import DcatBackend
from udata.harvest.models import HarvestSource
from udata.models import Dataset


def told(source: HarvestSource) -> dict[str, object]:
    """Harvest once more; give what went wrong, and what is kept of all harvests."""
    job = DcatBackend(source).harvest()
    faults = [*job.errors, *(fault for item in job.items for fault in item.errors)]
    return {
        "status": job.status,
        "faults": [fault.message for fault in faults],
        "datasets": [
            {
                "id": dataset.harvest.remote_id,
                "title": dataset.title,
                "resources": [
                    {"title": one.title, "url": one.url, "size": one.filesize}
                    for one in dataset.resources
                ],
            }
            for dataset in Dataset.objects
        ],
    }


app = Flask("udata")
app.config.from_object(settings.Defaults)
app.config.from_object(settings.Testing)
app.config["URLS_ALLOW_PRIVATE"] = True
i18n.init_app(app)
mongoengine.connect("udata", mongo_client_class=mongomock.MongoClient)
with app.app_context():
    catalogue = HarvestSource(name="Commons", url=sys.argv[1], backend="dcat").save()
    for _ in sys.stdin:
        print(json.dumps(told(catalogue)), flush=True)
