"""Writes the torch files beside this script, and expected.txt with what PyTorch reads back.

Run with PyTorch 1.13 or newer:  python3 make_files.py
A line of expected.txt: file, tensor name, sizes joined by x (scalar: -), values in C order as
hexadecimal floats.
"""
import argparse
import collections
import os

import numpy
import torch

HERE = os.path.dirname(os.path.abspath(__file__))
EXPECTED = []


def ramp(*shape, start=-1.0, step=0.25):
    count = 1
    for size in shape:
        count *= size
    return (torch.arange(count, dtype=torch.float32) * step + start).reshape(shape)


def save(name, value, tensors, **options):
    torch.save(value, os.path.join(HERE, name), **options)
    for key, tensor in tensors.items():
        if tensor.is_floating_point():
            sizes = "x".join(map(str, tensor.shape)) or "-"
            values = [v.hex() for v in tensor.detach().float().flatten().tolist()]
            EXPECTED.append(" ".join([name, key, sizes] + values))


LEGACY = {"_use_new_zipfile_serialization": False}

torch.manual_seed(1)
module = torch.nn.Sequential(
    collections.OrderedDict(conv=torch.nn.Conv2d(2, 3, 3), bn=torch.nn.BatchNorm2d(3))
)
module(torch.randn(2, 2, 5, 5))
state = module.state_dict()  # an OrderedDict with an attribute, and an integer counter
save("module.pth", state, state)
save("module_legacy.pth", state, state, **LEGACY)
save("module_protocol4.pth", state, state, pickle_protocol=4)

types = {
    "single": ramp(3) / 3,
    "double": (ramp(3).double() / 3),
    "half": (ramp(3) / 3).half(),
    "brain": (ramp(3) / 3).bfloat16(),
    "scalar": torch.tensor(2.5),
    "long": torch.arange(3),
    "byte": torch.arange(3, dtype=torch.uint8),
    "flags": torch.tensor([True, False]),
    "complex": torch.zeros(2, dtype=torch.complex64),
}
save("types.pth", types, types)
save("types_legacy.pth", types, types, **LEGACY)

base = ramp(4, 6)
views = collections.OrderedDict(
    base=base,
    transposed=base.t(),
    row=base[2],
    column=base[:, 1],
    block=base[1:3, 2:5],
    every_other=base[::2, ::3],
    channels_last=ramp(2, 3, 2, 2).contiguous(memory_format=torch.channels_last),
    expanded=ramp(3).expand(2, 3),
    empty=torch.zeros(0, 3),
    halves=ramp(3, 4).half().t(),
)
save("views.pth", views, views)
save("views_legacy.pth", views, views, **LEGACY)

optimizer = torch.optim.SGD(module.parameters(), lr=0.1, momentum=0.9)
module(torch.randn(2, 2, 5, 5)).sum().backward()
optimizer.step()
state = module.state_dict()
training = {
    "epoch": 3,
    "best": numpy.float64(0.5),
    "curve": numpy.arange(3),
    "args": argparse.Namespace(lr=0.1, names=["a", "b"], depth=None),
    "model": state,
    "model_ema": collections.OrderedDict((k, v + 1) for k, v in state.items()),
    "optimizer": optimizer.state_dict(),
}
save("training.pth", training, state)
save("training_legacy.pth", training, state, **LEGACY)

wrapped = {"module." + k: torch.nn.Parameter(ramp(2), requires_grad=False) for k in "ab"}
plain = {k[7:]: v for k, v in wrapped.items()}
save("parallel.pth", {"state_dict": wrapped, "arch": "resnet50"}, plain)
several = {"generator": {"w": ramp(2)}, "critic": {"w": ramp(3)}}
save("several.pth", several, {})

save("whole_model.pth", torch.nn.Linear(1, 1), {})
save("tensor_alone.pth", ramp(2), {})

with open(os.path.join(HERE, "expected.txt"), "w") as out:
    out.write("\n".join(EXPECTED) + "\n")
