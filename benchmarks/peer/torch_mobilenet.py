"""The peer of the training-step and CAM benchmarks: the same network in PyTorch on two threads.

Usage: MALLOC_MMAP_MAX_=0 MALLOC_TRIM_THRESHOLD_=20000000000 MALLOC_TOP_PAD_=268435456 \
       python3 torch_mobilenet.py step|cam [repeats]
"""
import statistics
import sys
import time

import torch
import torch.nn.functional as F

STAGES = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1)]


class Conv(torch.nn.Module):
    def __init__(self, inp, out, k, stride=1, dilation=1, groups=1, act=True):
        super().__init__()
        self.conv = torch.nn.Conv2d(inp, out, k, stride, 0, dilation, groups)
        self.same = (0, 1, 0, 1) if stride == 2 else (dilation * (k // 2),) * 4
        self.act = act

    def forward(self, x):
        if any(self.same):
            x = F.pad(x, self.same)
        x = self.conv(x)
        return F.relu6(x) if self.act else x


class Block(torch.nn.Module):
    def __init__(self, inp, out, t, stride, dilation):
        super().__init__()
        mid = inp * t
        layers = [Conv(inp, mid, 1)] if t != 1 else []
        layers += [Conv(mid, mid, 3, stride, dilation, mid), Conv(mid, out, 1, act=False)]
        self.body = torch.nn.Sequential(*layers)
        self.add = stride == 1 and inp == out

    def forward(self, x):
        y = self.body(x)
        return x + y if self.add else y


def network(classes=10):
    layers, width, stride, dilation = [Conv(3, 32, 3, 2)], 32, 2, 1
    for t, c, n, s in STAGES:
        for i in range(n):
            step, own = (s if i == 0 else 1), dilation
            if step > 1 and stride * step > 16:
                dilation, step = dilation * step, 1
            stride *= step
            layers.append(Block(width, c, t, step, own))
            width = c
    layers += [Conv(320, 1280, 1), torch.nn.Conv2d(1280, classes, 1, bias=False)]
    return torch.nn.Sequential(*layers)


def timed(action, repeats):
    action()
    action()
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def main():
    what, repeats = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 9
    torch.manual_seed(0)
    torch.set_num_threads(2)
    for layout in ("channels_last", "default"):
        fmt = torch.channels_last if layout == "channels_last" else torch.contiguous_format
        net = network().to(memory_format=fmt)
        if what == "step":
            x = torch.rand(16, 3, 224, 224).to(memory_format=fmt)
            y = (torch.rand(16, 10) > 0.7).float()
            optimiser = torch.optim.SGD(net.parameters(), 1e-4, 0.9, weight_decay=1e-4)

            def action():
                optimiser.zero_grad()
                F.multilabel_soft_margin_loss(net(x).mean((2, 3)), y).backward()
                torch.nn.utils.clip_grad_norm_(net.parameters(), 5)
                optimiser.step()
        else:
            sizes = [(160, 106), (320, 212), (480, 318), (640, 424)]
            images = [torch.rand(2, 3, h, w).to(memory_format=fmt) for h, w in sizes]

            @torch.no_grad()
            def action():
                total = 0
                for image in images:
                    cam = F.relu(net(image))
                    cam = cam[:1] + cam[1:].flip(-1)
                    total = total + F.interpolate(cam, size=(320, 212), mode="bilinear", align_corners=False)
                return total
        print(f"torch {torch.__version__} {what} {layout}: {timed(action, repeats):.3f} s (median of {repeats})", flush=True)


main()
