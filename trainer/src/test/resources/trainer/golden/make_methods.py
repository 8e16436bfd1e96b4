"""Copies the small golden inputs and outputs of the methods' losses and layers, for the tests."""
import json
import sys

import numpy as np

GOLDEN, OUT = sys.argv[1], sys.argv[2]
CASES = ("methods/vwe_hspp", "methods/vwe_loss", "methods/vwe_mbk_update", "methods/vwe2_decov_entropy",
         "methods/seam_pcm", "methods/seam_max_norm", "methods/mctplus_loss")
index = json.load(open(GOLDEN + "/index.json"))
with open(OUT, "w") as out:
    for case in index["cases"]:
        if case["id"] not in CASES:
            continue
        for kind in ("inputs", "outputs"):
            for name, array in case[kind].items():
                line = {"case": case["id"], "name": name, "float64": array.get("fp64_rel_to_maxabs", 0)}
                if "file" in array:
                    values = np.load(f"{GOLDEN}/{array['file']}").ravel()
                    step = 1 if len(values) <= 1000 else (len(values) // 300) | 1
                    line.update(shape=array["shape"], stride=step, max=float(np.abs(values).max()),
                                values=[float(f"{v:.9g}") for v in values[::step]])
                elif "value" in array:
                    line.update(shape=[], stride=1, max=abs(array["value"]), values=[array["value"]])
                else:
                    continue
                out.write(json.dumps(line) + "\n")
