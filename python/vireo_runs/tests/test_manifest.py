"""The hash of a manifest is that of its canonical JSON."""

import hashlib
import json
import unittest

from vireo_runs.manifest import Manifest

from tests.writing import content_hash

CONTENT = {
    "chunks": [{"file": "part-00000.parquet", "rows": 1, "sha256": "", "size": 2, "totals": {}}],
    "dataset": "metrics",
    "fingerprint": "f",
    "format": 1,
    "inputs": {},
    "partition": "iteration=1",
    "rows": 1,
    "schema-version": 3,
    "seed": 17,
    "settings": {},
    "settings-hash": "",
    "stage": "test",
    "stage-version": 1,
    "totals": {},
}


class ManifestTest(unittest.TestCase):
    def test_text_in_any_language(self):
        settings = {
            "stop": ["é", "日本", "\U0001f600", 'a"b\\c/d', "\n\t\r\b\f", "\\u001f"],
            "\uffff": None,
            "\U0001f600": True,
        }
        content = {**CONTENT, "settings": settings}
        # In order of UTF-16 code units, a surrogate comes before U+FFFF; json sorts by code point.
        text = json.dumps({**content, "settings": 0}, sort_keys=True, separators=(",", ":"))
        order = {key: settings[key] for key in ("stop", "\U0001f600", "\uffff")}
        text = text.replace(
            '"settings":0', '"settings":' + json.dumps(order, separators=(",", ":"), ensure_ascii=False)
        )
        content["content-hash"] = hashlib.sha256(text.encode()).hexdigest()
        self.assertIsNotNone(Manifest.parse(json.dumps(content).encode(), ""))

    def test_control_characters_have_capital_digits(self):
        content = {**CONTENT, "stage": "\x1f"}
        text = json.dumps(content, sort_keys=True, separators=(",", ":")).replace("\\u001f", "\\u001F")
        content["content-hash"] = hashlib.sha256(text.encode()).hexdigest()
        self.assertIsNotNone(Manifest.parse(json.dumps(content).encode(), ""))

    def test_numbers_are_hashed_as_they_are_written(self):
        content = {**CONTENT, "settings": {"rate": "RATE"}}
        text = json.dumps(content, sort_keys=True, separators=(",", ":")).replace('"RATE"', "1.0E-8")
        hashed = hashlib.sha256(text.encode()).hexdigest()
        for rate, accepted in (("1.0E-8", True), ("1e-08", False), ("NaN", False)):
            document = json.dumps({**content, "content-hash": hashed}).replace('"RATE"', rate)
            self.assertEqual(Manifest.parse(document.encode(), "") is not None, accepted)

    def test_provenance_and_unknown_keys_do_not_count(self):
        document = {**CONTENT, "content-hash": content_hash(CONTENT), "provenance": {"java": "17"}, "more": 1}
        self.assertEqual(Manifest.parse(json.dumps(document).encode(), "").schema_version, 3)
