"""Operations that move numbers, resize images, keep states, branch and loop."""
import math

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb

from ops_family import Family, f32, normal, rng, sigmoid
from ops_layers import conv, pool

# --- shapes ------------------------------------------------------------------------------------------------

x = normal(80, 2, 3, 4, 5)
d = normal(81, 1, 8, 2, 3)
u = normal(82, 1, 2, 4, 6)
bs = normal(83, 2, 3, 4, 6)
s = Family("shaping", ct.target.iOS17, x=x, d=d, u=u, bs=bs)
s.add("reshape", lambda x, **_: mb.reshape(x=x, shape=[4, -1, 6]), x.reshape(4, 5, 6))
s.add("reshape_computed", lambda x, **_: mb.reshape(x=x, shape=mb.concat(values=[mb.slice_by_size(x=mb.shape(x=x), begin=[0], size=[2]), np.int32([20])], axis=0)), x.reshape(2, 3, 20))
s.add("reshape_like", lambda x, d, **_: mb.reshape_like(x=x, ref_tensors=[mb.reshape(x=x, shape=[30, 4]), mb.reshape(x=d, shape=[4, 12])], begins=[0, 0], ends=[1, 1], end_masks=[False, False]), x.reshape(30, 4))
s.add("expand_dims", lambda x, **_: mb.expand_dims(x=mb.reshape(x=x, shape=[6, 20]), axes=[0, -1]), x.reshape(1, 6, 20, 1))
s.add("squeeze", lambda d, **_: mb.squeeze(x=d, axes=[0]), d[0])
s.add("squeeze_all", lambda d, **_: mb.squeeze(x=d), d[0])
s.add("transpose", lambda x, **_: mb.transpose(x=x, perm=[2, -1, 0, 1]), x.transpose(2, 3, 0, 1))
s.add("flatten2d", lambda x, **_: mb.flatten2d(x=x, axis=2), x.reshape(6, 20))
s.add("shape", lambda x, **_: mb.shape(x=x), np.int32(x.shape))
# Depth to space as TensorFlow orders channels, pixel shuffle as PyTorch does.
s.add("depth_to_space", lambda d, **_: mb.depth_to_space(x=d, block_size=2), d.reshape(1, 2, 2, 2, 2, 3).transpose(0, 3, 4, 1, 5, 2).reshape(1, 2, 4, 6))
s.add("pixel_shuffle", lambda d, **_: mb.pixel_shuffle(x=d, upscale_factor=2), d.reshape(1, 2, 2, 2, 2, 3).transpose(0, 1, 4, 2, 5, 3).reshape(1, 2, 4, 6))
s.add("space_to_depth", lambda u, **_: mb.space_to_depth(x=u, block_size=2), u.reshape(1, 2, 2, 2, 3, 2).transpose(0, 3, 5, 1, 2, 4).reshape(1, 8, 2, 3))
s.add("pixel_unshuffle", lambda u, **_: mb.pixel_unshuffle(x=u, downscale_factor=np.uint32(2)), u.reshape(1, 2, 2, 2, 3, 2).transpose(0, 1, 3, 5, 2, 4).reshape(1, 8, 2, 3))
padded = np.pad(bs, [(0, 0), (0, 0), (1, 1), (0, 2)])
blocks = padded.reshape(2, 3, 3, 2, 4, 2).transpose(3, 5, 0, 1, 2, 4).reshape(8, 3, 3, 4)
s.add("space_to_batch", lambda bs, **_: mb.space_to_batch(x=bs, block_shape=[2, 2], paddings=[[1, 1], [0, 2]]), blocks)
s.add(
    "batch_to_space",
    lambda bs, **_: mb.batch_to_space(x=mb.space_to_batch(x=bs, block_shape=[2, 2], paddings=[[1, 1], [0, 2]]), block_shape=[2, 2], crops=[[1, 1], [0, 2]]),
    bs,
)

# --- slices --------------------------------------------------------------------------------------------------

x = normal(90, 3, 7, 5)
y = normal(91, 3, 2, 5)
at = np.int32([1])
c = Family("slices", ct.target.iOS17, x=x, y=y, at=at)
c.add("by_index", lambda x, **_: mb.slice_by_index(x=x, begin=[1, 0, -4], end=[3, 6, -1], stride=[1, 2, 1]), x[1:3, 0:6:2, -4:-1])
c.add(
    "by_index_masks",
    lambda x, **_: mb.slice_by_index(x=x, begin=[0, 2, 0], end=[0, 0, 3], begin_mask=[True, False, True], end_mask=[True, True, False]),
    x[:, 2:, :3],
)
c.add("by_index_squeeze", lambda x, **_: mb.slice_by_index(x=x, begin=[-1, 0, 2], end=[0, 4, 0], squeeze_mask=[True, False, True]), x[-1, 0:4, 2])
c.add(
    "by_index_back",
    lambda x, **_: mb.slice_by_index(x=x, begin=[0, 5, 4], end=[3, 1, 0], stride=[1, -2, -1], end_mask=[False, False, True]),
    x[0:3, 5:1:-2, 4::-1],
)


def computed_begin(x, at, **_):
    begin = mb.concat(values=[at, np.int32([2, 0])], axis=0)
    end = mb.concat(values=[mb.add(x=at, y=np.int32([1])), np.int32([4, 5])], axis=0)
    return mb.slice_by_index(x=x, begin=begin, end=end, squeeze_mask=[True, False, False], end_mask=[False, False, True])


c.add("by_index_computed", computed_begin, x[1, 2:4])
c.add("by_size", lambda x, **_: mb.slice_by_size(x=x, begin=[1, 2, 0], size=[2, -1, 3]), x[1:3, 2:, :3])
c.add("by_size_computed", lambda x, at, **_: mb.slice_by_size(x=x, begin=mb.concat(values=[at, at, at], axis=0), size=[1, 4, -1]), x[1:2, 1:5, 1:])
c.add("reverse", lambda x, **_: mb.reverse(x=x, axes=[0, -1]), x[::-1, :, ::-1])
c.add("reverse_all", lambda x, **_: mb.reverse(x=x), x[::-1, ::-1, ::-1])
turned = x.copy()
for row, length in enumerate([3, 7, 1]):
    turned[row, :length] = x[row, :length][::-1]
c.add("reverse_sequence", lambda x, **_: mb.reverse_sequence(x=x, lengths=[3, 7, 1], seq_axis=1, batch_axis=0), turned)
c.add("split_sizes", lambda x, **_: mb.split(x=x, split_sizes=[1, 4, 2], axis=1), x[:, :1], x[:, 1:5], x[:, 5:])
c.add("split_number", lambda x, **_: mb.split(x=x, num_splits=3, axis=0), x[:1], x[1:2], x[2:])
c.add("concat", lambda x, y, **_: mb.concat(values=[x, y, x], axis=-2), np.concatenate([x, y, x], 1))
c.add("concat_interleaved", lambda y, **_: mb.concat(values=[y, mb.mul(x=y, y=np.float32(2))], axis=1, interleave=True), np.stack([y, 2 * y], 2).reshape(3, 4, 5))
c.add("stack", lambda y, **_: mb.stack(values=[y, mb.mul(x=y, y=np.float32(3))], axis=1), np.stack([y, 3 * y], 1))
c.add("tile", lambda y, **_: mb.tile(x=y, reps=[2, 1, 3]), np.tile(y, (2, 1, 3)))
c.add("pad", lambda x, **_: mb.pad(x=x, pad=[1, 2, 0, 3], mode="constant", constant_val=np.float32(-1.5)), np.pad(x, [(0, 0), (1, 2), (0, 3)], constant_values=-1.5))
c.add("pad_reflect", lambda x, **_: mb.pad(x=x, pad=[2, 1], mode="reflect"), np.pad(x, [(0, 0), (0, 0), (2, 1)], mode="reflect"))
c.add("pad_replicate", lambda x, **_: mb.pad(x=x, pad=[2, 1, 1, 3], mode="replicate"), np.pad(x, [(0, 0), (2, 1), (1, 3)], mode="edge"))
c.add("sliding_windows", lambda x, **_: mb.sliding_windows(x=x, axis=1, size=3, stride=2), np.stack([x[:, k : k + 3] for k in (0, 2, 4)], 1))
c.add("crop", lambda x, **_: mb.crop(x=mb.expand_dims(x=x, axes=[0]), crop_height=[1, 2], crop_width=[0, 3]), x[None, :, 1:5, :2])

# --- indices -------------------------------------------------------------------------------------------------

x = normal(100, 4, 5, 3)
idx = np.int32([[2, 0], [-1, 3]])
along = np.int32(rng(101).integers(0, 5, size=(4, 2, 3)))
nd = np.int32([[0, 1], [3, 4], [2, 2]])
up = normal(102, 4, 2, 3)
g = Family("indexing", ct.target.iOS16, x=x, idx=idx, along=along, nd=nd, up=up)
g.add("gather", lambda x, idx, **_: mb.gather(x=x, indices=idx, axis=1), np.take(x, idx, 1))
g.add("gather_scalar", lambda x, **_: mb.gather(x=x, indices=2, axis=0), x[2])
batched = np.int32([[0, 2], [1, 1], [3, 0], [4, 4]])
g.add("gather_batch", lambda x, **_: mb.gather(x=x, indices=batched, axis=1, batch_dims=1), np.stack([x[b][batched[b]] for b in range(4)]))
g.add("gather_along_axis", lambda x, along, **_: mb.gather_along_axis(x=x, indices=along, axis=1), np.take_along_axis(x, along, 1))
g.add("gather_nd", lambda x, nd, **_: mb.gather_nd(x=x, indices=nd), x[nd[:, 0], nd[:, 1]])
places = np.int32([3, 1])
for mode, apply in [
    ("add", lambda t, u: t + u), ("sub", lambda t, u: t - u), ("mul", lambda t, u: t * u), ("div", lambda t, u: t / u),
    ("max", np.maximum), ("min", np.minimum), ("update", lambda t, u: u),
]:
    written = x.copy()
    written[:, places] = apply(written[:, places], up)
    g.add(f"scatter_{mode}", lambda x, up, mode=mode, **_: mb.scatter(data=x, indices=places, updates=up, axis=1, mode=mode), written)
written = x.copy()
written[[2, 0]] += up[:2, :1]
g.add("scatter_rows", lambda x, up, **_: mb.scatter(data=x, indices=np.int32([2, 0]), updates=mb.tile(x=mb.slice_by_size(x=up, begin=[0, 0, 0], size=[2, 1, 3]), reps=[1, 5, 1]), axis=0, mode="add"), written)
written = x.copy()
unique = np.int32(np.stack([rng(k).permutation(5)[:2] for k in range(12)]).reshape(4, 3, 2).swapaxes(1, 2))
np.put_along_axis(written, unique, up, 1)
g.add("scatter_along_axis", lambda x, up, **_: mb.scatter_along_axis(data=x, indices=unique, updates=up, axis=1, mode="update"), written)
written = x.copy()
written[nd[:, 0], nd[:, 1]] += up[:3, 0]
g.add("scatter_nd", lambda x, nd, up, **_: mb.scatter_nd(data=x, indices=nd, updates=mb.squeeze(x=mb.slice_by_size(x=up, begin=[0, 0, 0], size=[3, 1, 3]), axes=[1]), mode="add"), written)

# --- what is made from a few numbers -----------------------------------------------------------------------------

x = normal(110, 3, 6)
i = np.int32([[1, 3], [0, 2]])
z = f32([[0, 1, 0], [2, 0, 3]])
n = np.int32([5])
o = Family("generated", ct.target.iOS16, x=x, i=i, z=z, n=n)
order = np.argsort(-x, 1)[:, :4]
o.add("topk", lambda x, **_: mb.topk(x=x, k=4, axis=1), np.take_along_axis(x, order, 1), order)
low = np.argsort(x, 0)[:2]
o.add("topk_ascending", lambda x, **_: mb.topk(x=x, k=2, axis=0, ascending=True), np.take_along_axis(x, low, 0), low)
o.add("argsort", lambda x, **_: mb.argsort(x=x, axis=1), np.argsort(-x, 1))
o.add("argsort_ascending", lambda x, **_: mb.argsort(x=x, axis=0, ascending=True), np.argsort(x, 0))
o.add("cumsum", lambda x, **_: mb.cumsum(x=x, axis=1), np.cumsum(x, 1))
o.add("cumsum_exclusive_reverse", lambda x, **_: mb.cumsum(x=x, axis=1, exclusive=True, reverse=True), np.cumsum(x[:, ::-1], 1)[:, ::-1] - x)
o.add("non_zero", lambda z, **_: mb.non_zero(x=z), np.argwhere(z))
hot = np.full((2, 2, 4), -1, np.float32)
for a in np.ndindex(2, 2):
    hot[a][i[a]] = 3
o.add("one_hot", lambda i, **_: mb.one_hot(indices=i, one_hot_vector_size=4, axis=-1, on_value=np.float32(3), off_value=np.float32(-1)), hot)
o.add("one_hot_first", lambda i, **_: mb.one_hot(indices=i, one_hot_vector_size=4, axis=0), np.int32(hot > 0).transpose(2, 0, 1))
o.add("band_part", lambda x, **_: mb.band_part(x=x, lower=1, upper=2), np.tril(np.triu(x, -1), 2))
o.add("band_part_lower", lambda x, **_: mb.band_part(x=x, lower=-1, upper=0), np.tril(x))
o.add("range_1d", lambda n, **_: mb.range_1d(start=1, end=mb.squeeze(x=n, axes=[0]), step=2), np.int32([1, 3]))
o.add("fill", lambda n, **_: mb.fill(shape=mb.concat(values=[n, np.int32([2])], axis=0), value=np.float32(1.5)), np.full((5, 2), 1.5, np.float32))
o.add("fill_like", lambda x, **_: mb.fill_like(ref_tensor=mb.shape(x=x), value=np.float32(2)), np.full(2, 2, np.float32))

# --- images --------------------------------------------------------------------------------------------------------

x = normal(120, 1, 2, 5, 7)
grid = f32(rng(121).uniform(-0.95, 0.95, size=(1, 3, 4, 2)))
r = Family("resizing", ct.target.iOS17, x=x, grid=grid)
r15 = Family("resizing_ios15", ct.target.iOS15, x=x)


def points(mode, size, to):
    k = np.arange(to)
    if mode == "STRICT_ALIGN_CORNERS":
        p = k * (size - 1) / (to - 1)
    elif mode == "DEFAULT":
        p = k * (size - size / to) / (to - 1)
    elif mode == "OFFSET_CORNERS":
        delta = max(1, size - 1) / to
        p = 0.5 * delta + k * ((to - 1) * delta) / (to - 1)
    else:
        p = k * size / to + 0.5 * size / to - 0.5
    return np.clip(p, 0, size - 1)


def bilinear(x, mode, rows, columns):
    def weights(size, to):
        w = np.zeros((to, size))
        for k, p in enumerate(points(mode, size, to)):
            lower = int(math.floor(p))
            w[k, lower] += 1 - (p - lower)
            w[k, min(size - 1, lower + 1)] += p - lower
        return w

    return weights(x.shape[-2], rows) @ x @ weights(x.shape[-1], columns).T


for mode in ("STRICT_ALIGN_CORNERS", "DEFAULT", "OFFSET_CORNERS", "UNALIGN_CORNERS"):
    r15.add(
        f"bilinear_{mode.lower()}",
        lambda x, mode=mode: mb.resize_bilinear(x=x, target_size_height=9, target_size_width=4, sampling_mode=mode),
        bilinear(x, mode, 9, 4),
    )
for align in (True, False):
    r15.add(
        f"upsample_bilinear_{align}".lower(),
        lambda x, align=align: mb.upsample_bilinear(x=x, scale_factor_height=2, scale_factor_width=3, align_corners=align),
        bilinear(x, "STRICT_ALIGN_CORNERS" if align else "UNALIGN_CORNERS", 10, 21),
    )
nearest = x[:, :, np.arange(10) // 2][..., np.arange(21) // 3]
r15.add("upsample_nearest", lambda x: mb.upsample_nearest_neighbor(x=x, scale_factor_height=2, scale_factor_width=3), nearest)
r15.add(
    "resize_nearest",
    lambda x: mb.resize_nearest_neighbor(x=x, target_size_height=8, target_size_width=3),
    x[:, :, np.arange(8) * 5 // 8][..., np.arange(3) * 7 // 3],
)
r.add(
    "resize",
    lambda x, **_: mb.resize(x=x, shape=[9, 4], resized_dims=np.uint32(2), interpolation_mode="LINEAR", sampling_mode="UNALIGN_CORNERS"),
    bilinear(x, "UNALIGN_CORNERS", 9, 4),
)


def sampled(x, grid):
    y = np.zeros((1, 2, 3, 4))
    for a in np.ndindex(3, 4):
        cx, cy = (grid[0][a] + 1) / 2 * np.array([6, 4])
        lx, ly = int(cx), int(cy)
        fx, fy = cx - lx, cy - ly
        y[(0, slice(None)) + a] = (
            x[0, :, ly, lx] * (1 - fx) * (1 - fy) + x[0, :, ly, lx + 1] * fx * (1 - fy)
            + x[0, :, ly + 1, lx] * (1 - fx) * fy + x[0, :, ly + 1, lx + 1] * fx * fy
        )
    return y


def resample(x, coordinates, mode):
    return mb.resample(
        x=x, coordinates=coordinates, sampling_mode="bilinear", padding_mode="constant", padding_value=np.float32(0),
        coordinates_mode=mode, align_corners=True,
    )


r.add("resample", lambda x, grid: resample(x, grid, "normalized_minus_one_to_one"), sampled(x, grid))
r.add(
    "resample_pixels",
    lambda x, grid: resample(x, mb.mul(x=mb.add(x=grid, y=np.float32(1)), y=f32([3, 2])), "unnormalized"),
    sampled(x, grid),
)

# --- recurrent layers ------------------------------------------------------------------------------------------------

S, B, I, H = 5, 2, 3, 4
x = normal(130, S, B, I)
h0, c0 = normal(131, B, H), normal(132, B, H)
hh0, cc0 = normal(133, B, 2 * H), normal(134, B, 2 * H)
rec = Family("recurrent", ct.target.iOS18, x=x, h0=h0, c0=c0, hh0=hh0, cc0=cc0)
wi, wh, bb = normal(135, 4 * H, I), normal(136, 4 * H, H), normal(137, 4 * H)
wi2, wh2, bb2 = normal(138, 4 * H, I), normal(139, 4 * H, H), normal(140, 4 * H)
peep = normal(141, 3 * H)


def lstm(x, h, c, wi, wh, b, peephole=None):
    p = np.zeros(3 * H) if peephole is None else peephole
    states = []
    for step in x:
        i, f, o, z = np.split(step @ wi.T + h @ wh.T + b, 4, axis=1)
        i, f = sigmoid(i + c * p[:H]), sigmoid(f + c * p[H : 2 * H])
        c = f * c + i * np.tanh(z)
        h = sigmoid(o + c * p[2 * H :]) * np.tanh(c)
        states.append(h)
    return np.stack(states), h, c


def both(h, c):
    fs, fh, fc = lstm(x, h[:, :H], c[:, :H], wi, wh, bb)
    bs, bh, bc = lstm(x[::-1], h[:, H:], c[:, H:], wi2, wh2, bb2)
    return np.concatenate([fs, bs[::-1]], 2), np.concatenate([fh, bh], 1), np.concatenate([fc, bc], 1)


rec.add("lstm", lambda x, h0, c0, **_: mb.lstm(x=x, initial_h=h0, initial_c=c0, weight_ih=wi, weight_hh=wh, bias=bb, output_sequence=True), *lstm(x, h0, c0, wi, wh, bb))
ys, yh, yc = lstm(x, h0, c0, wi, wh, bb, peep)
rec.add(
    "lstm_peephole_last",
    lambda x, h0, c0, **_: mb.lstm(x=x, initial_h=h0, initial_c=c0, weight_ih=wi, weight_hh=wh, bias=bb, peephole=peep, output_sequence=False),
    ys[-1:], yh, yc,
)
# A reverse layer tells its states in the order in which it computes them.
rec.add(
    "lstm_reverse",
    lambda x, h0, c0, **_: mb.lstm(x=x, initial_h=h0, initial_c=c0, weight_ih=wi, weight_hh=wh, direction="reverse", output_sequence=True),
    *lstm(x[::-1], h0, c0, wi, wh, 0),
)
rec.add(
    "lstm_bidirectional",
    lambda x, hh0, cc0, **_: mb.lstm(
        x=x, initial_h=hh0, initial_c=cc0, weight_ih=wi, weight_hh=wh, bias=bb, weight_ih_back=wi2, weight_hh_back=wh2,
        bias_back=bb2, direction="bidirectional", output_sequence=True,
    ),
    *both(hh0, cc0),
)
gi, gh, gb, gb2 = normal(142, 3 * H, I), normal(143, 3 * H, H), normal(144, 3 * H), normal(145, 3 * H)


def gru(x, h, wi, wh, bh, bi, after):
    states = []
    for step in x:
        ir, io, iz = np.split(step @ wi.T + bi, 3, axis=1)
        r = sigmoid(ir + h @ wh[:H].T + bh[:H])
        z = sigmoid(iz + h @ wh[2 * H :].T + bh[2 * H :])
        w, b = wh[H : 2 * H], bh[H : 2 * H]
        o = np.tanh(io + (r * (h @ w.T + b) if after else (r * h) @ w.T + b))
        h = (1 - z) * o + z * h
        states.append(h)
    return np.stack(states), h


rec.add("gru", lambda x, h0, **_: mb.gru(x=x, initial_h=h0, weight_ih=gi, weight_hh=gh, bias=gb, output_sequence=True), *gru(x, h0, gi, gh, gb, np.zeros(3 * H), False))
rec.add(
    "gru_reset_after",
    lambda x, h0, **_: mb.gru(x=x, initial_h=h0, weight_ih=gi, weight_hh=gh, bias=gb, input_bias=gb2, reset_after=True, direction="reverse", output_sequence=True),
    *gru(x[::-1], h0, gi, gh, gb, gb2, True),
)
ri, rh, rb = normal(146, H, I), normal(147, H, H), normal(148, H)
states, h = [], h0
for step in x:
    h = np.maximum(0, step @ ri.T + h @ rh.T + rb)
    states.append(h)
rec.add("rnn", lambda x, h0, **_: mb.rnn(x=x, initial_h=h0, weight_ih=ri, weight_hh=rh, bias=rb, activation="relu", output_sequence=False), states[-1][None], h)

# --- branches, loops, lists --------------------------------------------------------------------------------------------

x = f32([1.5, -2, 3])
flag = np.int32([1])
k = Family("control", ct.target.iOS15, x=x, flag=flag)
one = lambda flag: mb.squeeze(x=flag, axes=[0])
k.add(
    "cond",
    lambda x, flag: mb.cond(pred=mb.equal(x=one(flag), y=1), _true_fn=lambda: mb.mul(x=x, y=np.float32(2)), _false_fn=lambda: x),
    2 * x,
)
k.add(
    "cond_false",
    lambda x, flag: mb.cond(pred=mb.equal(x=one(flag), y=2), _true_fn=lambda: mb.mul(x=x, y=np.float32(2)), _false_fn=lambda: mb.abs(x=x)),
    np.abs(x),
)
# Doubles until the sum is at least 30: 2.5, 5, 10, 20, 40.
k.add(
    "while_loop",
    lambda x, flag: mb.while_loop(
        _cond=lambda n, v: mb.less(x=mb.reduce_sum(x=v, axes=[0]), y=np.float32(30)),
        _body=lambda n, v: (mb.add(x=n, y=1), mb.mul(x=v, y=np.float32(2))),
        loop_vars=(mb.sub(x=one(flag), y=1), x),
    ),
    np.int32(4), 16 * x,
)


def collected(x, flag):
    """Writes x, 2x, 3x to a list that begins with one place."""
    ls = mb.make_list(init_length=1, elem_shape=(3,), dtype="fp32")
    n, ls = mb.while_loop(
        _cond=lambda n, ls: mb.less(x=n, y=3),
        _body=lambda n, ls: (
            mb.add(x=n, y=1),
            mb.list_write(ls=ls, index=n, value=mb.mul(x=x, y=mb.cast(x=mb.add(x=n, y=1), dtype="fp32"))),
        ),
        loop_vars=(mb.sub(x=one(flag), y=1), ls),
    )
    return mb.list_gather(ls=ls, indices=[2, 0]), mb.list_read(ls=ls, index=1), mb.list_length(ls=ls)


k.add("list", collected, np.stack([3 * x, x]), 2 * x, np.int32(3))


def scattered(x, flag):
    ls = mb.make_list(init_length=2, dynamic_length=False, elem_shape=(3,), dtype="fp32")
    ls = mb.list_scatter(ls=ls, indices=[1, 0], value=mb.stack(values=[x, mb.mul(x=x, y=np.float32(5))], axis=0))
    return mb.list_gather(ls=ls, indices=[0, 1])


k.add("list_scatter", scattered, np.stack([5 * x, x]))

# --- quantized activations, writes into slices ----------------------------------------------------------------------------

x = normal(150, 2, 3, 4)
v = Family("quantization", ct.target.iOS18, x=x)


def quantized(x, scale, zero, low, high):
    return np.clip(np.round(x / np.float32(scale)) + zero, low, high)


v.add("quantize_int8", lambda x: mb.quantize(input=x, scale=np.float32(0.01), zero_point=np.int8(5), output_dtype="int8"), np.int32(quantized(x, 0.01, 5, -128, 127)))
v.add("quantize_uint8", lambda x: mb.quantize(input=x, scale=np.float32(0.02), zero_point=np.uint8(128), output_dtype="uint8"), np.int32(quantized(x, 0.02, 128, 0, 255)))
v.add(
    "dequantize",
    lambda x: mb.dequantize(input=mb.quantize(input=x, scale=np.float32(0.01), output_dtype="int8"), scale=np.float32(0.01)),
    quantized(x, 0.01, 0, -128, 127) * np.float32(0.01),
)
scales, zeros = f32([0.02, 0.03, 0.05]), np.int8([3, -4, 0])
per = lambda a: a.reshape(1, 3, 1)
v.add(
    "per_channel",
    lambda x: mb.dequantize(
        input=mb.quantize(input=x, scale=scales, zero_point=zeros, axis=1, output_dtype="int8"), scale=scales, zero_point=zeros, axis=1
    ),
    (quantized(x, per(scales), per(zeros), -128, 127) - per(zeros)) * per(scales),
)
w = x.copy()
w[0:2, 1:3, ::2] = 7
v.add(
    "slice_update",
    lambda x: mb.slice_update(x=x, update=np.full((2, 2, 2), 7, np.float32), begin=[0, 1, 0], end=[2, 3, 4], stride=[1, 1, 2]),
    w,
)

# --- states: zero at first, then what was written ------------------------------------------------------------------------

x = f32([1, -2, 0.5])
t = Family("states", ct.target.iOS18, x=x)
t.states["memory"] = (3,)


def remembered(x, memory):
    before = mb.read_state(input=memory)
    written = mb.coreml_update_state(state=memory, value=mb.add(x=before, y=mb.cast(x=x, dtype="fp16")))
    again = mb.read_state(input=memory)
    return before, mb.mul(x=written, y=np.float16(2)), again


t.add("state", remembered, np.zeros(3, np.float32), 2 * x, x)

# --- sizes that are known only when the program runs -------------------------------------------------------------------------

x = normal(160, 1, 3, 6, 5)
n = normal(161, 2, 4)
fl = Family("flexible", ct.target.iOS17, x=x, n=n)
fl.open = {("x", 2), ("x", 3), ("n", 0)}
kernel, matrix = normal(162, 2, 3, 3, 3), normal(163, 5, 4)
fl.add("conv", lambda x, **_: mb.conv(x=x, weight=kernel, pad_type="custom", pad=[1, 1, 1, 1]), conv(x, kernel, kind="custom", pad=[1, 1, 1, 1]))
fl.add("max_pool", lambda x, **_: mb.max_pool(x=x, kernel_sizes=[2, 2], strides=[2, 2], pad_type="valid"), pool(x, [2, 2], [2, 2], [(0, 0)] * 2, np.max))
fl.add("upsample", lambda x, **_: mb.upsample_nearest_neighbor(x=x, scale_factor_height=2, scale_factor_width=2), x.repeat(2, 2).repeat(2, 3))
fl.add("upsample_bilinear", lambda x, **_: mb.upsample_bilinear(x=x, scale_factor_height=2, scale_factor_width=2, align_corners=False), bilinear(x, "UNALIGN_CORNERS", 12, 10))
fl.add("mean", lambda x, **_: mb.reduce_mean(x=x, axes=[2, 3]), x.mean((2, 3)))
fl.add("linear", lambda n, **_: mb.linear(x=n, weight=matrix), n @ matrix.T)
fl.add("reshape", lambda x, **_: mb.reshape(x=x, shape=[3, -1]), x.reshape(3, 30))
fl.add("slice", lambda n, **_: mb.slice_by_index(x=n, begin=[0, 1], end=[0, 3], end_mask=[True, False]), n[:, 1:3])
fl.add("concat", lambda n, **_: mb.concat(values=[n, n], axis=0), np.concatenate([n, n]))
fl.add("tokens", lambda x, **_: mb.reshape(x=x, shape=mb.concat(values=[[1, 3], mb.reshape(x=mb.reduce_prod(x=mb.slice_by_size(x=mb.shape(x=x), begin=[2], size=[2])), shape=[1])], axis=0)), x.reshape(1, 3, 30))
fl.add("argsort", lambda n, **_: mb.argsort(x=n, axis=0), np.argsort(-n, 0))

# --- a classifier: its label is told as the place among the classes -------------------------------------------------------------

x = f32([[0.1, 0.2, 0.6, 0.1]])
cl = Family("classifier", ct.target.iOS15, x=x)
cl.classes = ["zero", "one", "two", "three"]
cl.add("probabilities", lambda x: mb.clip(x=x, alpha=np.float32(0), beta=np.float32(1)), x)
cl.told = {"classLabel": np.int32(2), "classLabel_probs": x[0]}

# --- what cannot be run, between what can -----------------------------------------------------------------------------------

x = f32([[1, -2, 3]])
un = Family("unsupported", ct.target.iOS15, x=x, i=np.int32([1, 2]))


def random_branch(x, i):
    noise = mb.random_uniform(shape=[1, 3], name="noise")
    return mb.mul(x=mb.add(x=x, y=noise), y=np.float32(2))


un.add("needs_it", random_branch, x)
un.add("does_without", lambda x, i: mb.relu(x=x), np.maximum(x, 0))
un.add("exp_of_integers", lambda x, i: mb.abs(x=i, name="grown"), np.int32([2, 7]))
un.retyped = {"grown": "exp"}
