"""Thins the golden outputs of the networks out to a few hundred values each, for the tests."""
import json
import sys

import numpy as np

GOLDEN, OUT, LABELS = sys.argv[1:4]
CASES = ("backbones/psa_resnet38d", "backbones/psa_vgg16d", "backbones/resnet50_os16", "backbones/resnet50_os8",
         "backbones/semformer_vit_s_128x176", "backbones/semformer_vit_s_224", "backbones/vgg16_cian",
         "backbones/vgg16_mcis_D1", "backbones/vgg16_s8_tv", "backbones/vit_deit_s_224", "backbones/vit_deit_s_96x144",
         "methods/deeplabv2_r101_dev", "methods/irn_cam_net", "methods/mcis_pair_dev", "methods/mctplus", "methods/mctplus_96x144",
         "methods/mctv1", "methods/mctv1_96x144", "methods/mctv2", "methods/mctv2_96x144", "methods/psa_cls_r38",
         "methods/psa_cls_vgg16", "methods/seam_net", "methods/semformer_loss", "methods/semformer_seg", "methods/tscam_deit_s", "methods/vwe_net")
VALUES = 150
ONLY = {"methods/semformer_loss": ("seg_sim",),
        "methods/vwe_net": ("x4", "hspp", "cls_logits", "word_hist_logits", "word_logits", "y_word", "cam", "cosine",
                            "word_prob", "word_margin")}
index = json.load(open(GOLDEN + "/index.json"))
with open(OUT, "w") as out:
    for case in index["cases"]:
        if case["id"] not in CASES:
            continue
        kept = {key: case[key] for key in ("id", "code", "inputs", "settings", "params")}
        out.write(json.dumps(kept) + "\n")
        for name, output in case["outputs"].items():
            if name not in ONLY.get(case["id"], (name,)):
                continue
            stride = output.get("subsample", {}).get("flat_stride", 1)
            values = np.load(f"{GOLDEN}/{output['file']}").ravel()
            step = max(1, len(values) // VALUES) | 1
            line = {"case": case["id"], "output": name, "shape": output["shape"], "stride": stride * step,
                    "max": max(abs(output["stats"]["max"]), abs(output["stats"]["min"])),
                    "float64": output.get("fp64_rel_to_maxabs"),
                    "values": [float(f"{v:.9g}") for v in values[::step]]}
            out.write(json.dumps(line) + "\n")
labels = np.load(f"{GOLDEN}/methods/deeplabv2_loss_dev__labels.npy").astype(int)
np.savetxt(LABELS, labels.reshape(-1, labels.shape[-1]), "%d")
