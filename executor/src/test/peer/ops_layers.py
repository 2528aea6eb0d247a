"""Operations of layers: activations, arithmetic, convolutions, pools, products, norms, reductions."""
import itertools
import math

import coremltools as ct
import numpy as np
from coremltools.converters.mil import Builder as mb

from ops_family import Family, channel, erf, f32, normal, rng, sigmoid

# --- activations ---------------------------------------------------------------------------------

x = normal(1, 2, 5, 3, 7)
alpha = f32([0.1, -0.5, 0.25, 1.5, 2.0])
beta = f32([1.0, 0.5, 2.0, 0.25, 1.5])
a = Family("activations", ct.target.iOS16, x=x)
a.add("relu", lambda x: mb.relu(x=x), np.maximum(x, 0))
a.add("relu6", lambda x: mb.relu6(x=mb.mul(x=x, y=np.float32(5))), np.clip(x * 5, 0, 6))
a.add("sigmoid", lambda x: mb.sigmoid(x=x), sigmoid(x))
a.add("silu", lambda x: mb.silu(x=x), x * sigmoid(x))
a.add("softsign", lambda x: mb.softsign(x=x), x / (1 + np.abs(x)))
a.add("softplus", lambda x: mb.softplus(x=x), np.log1p(np.exp(x)))
for axis in (-1, 1):
    e = np.exp(x - x.max(axis=axis, keepdims=True))
    a.add(f"softmax_axis{axis % 4}", lambda x, axis=axis: mb.softmax(x=x, axis=axis), e / e.sum(axis=axis, keepdims=True))
a.add("elu", lambda x: mb.elu(x=x, alpha=np.float32(0.7)), np.where(x > 0, x, 0.7 * (np.exp(x) - 1)))
a.add("leaky_relu", lambda x: mb.leaky_relu(x=x, alpha=np.float32(0.3)), np.where(x >= 0, x, 0.3 * x))
a.add(
    "sigmoid_hard",
    lambda x: mb.sigmoid_hard(x=x, alpha=np.float32(0.4), beta=np.float32(0.6)),
    np.clip(0.4 * x + 0.6, 0, 1),
)
a.add("linear_activation", lambda x: mb.linear_activation(x=x, alpha=np.float32(2.5), beta=np.float32(-1)), 2.5 * x - 1)
a.add(
    "scaled_tanh",
    lambda x: mb.scaled_tanh(x=x, alpha=np.float32(1.7), beta=np.float32(0.6)),
    1.7 * np.tanh(0.6 * x),
)
a.add("gelu_exact", lambda x: mb.gelu(x=x, mode="EXACT"), 0.5 * x * (1 + erf(x / np.sqrt(2))))
a.add(
    "gelu_tanh",
    lambda x: mb.gelu(x=x, mode="TANH_APPROXIMATION"),
    0.5 * x * (1 + np.tanh(np.sqrt(2 / np.pi) * (x + 0.044715 * x**3))),
)
a.add("gelu_sigmoid", lambda x: mb.gelu(x=x, mode="SIGMOID_APPROXIMATION"), x * sigmoid(1.702 * x))
a.add("prelu", lambda x: mb.prelu(x=x, alpha=alpha), np.where(x > 0, x, channel(alpha) * x))
a.add(
    "clamped_relu",
    lambda x: mb.clamped_relu(x=x, alpha=np.float32(0.2), beta=np.float32(0.9)),
    np.minimum(0.9, np.where(x >= 0, x, 0.2 * x)),
)
a.add(
    "thresholded_relu",
    lambda x: mb.thresholded_relu(x=x, alpha=np.float32(-0.5)),
    np.where(x >= -0.5, x, 0),
)
a.add(
    "softplus_parametric",
    lambda x: mb.softplus_parametric(x=x, alpha=alpha, beta=beta),
    channel(alpha) * np.log1p(np.exp(channel(beta) * x)),
)

# --- functions of one value ------------------------------------------------------------------------

x = normal(2, 3, 11)
p = f32(rng(3).uniform(0.05, 0.95, size=(3, 11)))
h = f32([[-2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 0.0, 2.4999, -7.2]])
i = np.int32([[-7, 0, 3], [5, -1, 2]])
u = Family("unary", ct.target.iOS17, x=x, p=p, h=h, i=i)
for name, reference in [
    ("abs", np.abs), ("atan", np.arctan), ("ceil", np.ceil), ("cos", np.cos), ("cosh", np.cosh), ("erf", erf),
    ("exp", np.exp), ("exp2", np.exp2), ("floor", np.floor), ("sign", np.sign), ("sin", np.sin), ("sinh", np.sinh),
    ("square", np.square), ("tan", np.tan), ("tanh", np.tanh),
]:
    u.add(name, lambda x, name=name, **_: getattr(mb, name)(x=x), reference(x))
for name, reference in [("acos", np.arccos), ("asin", np.arcsin), ("atanh", np.arctanh), ("sqrt", np.sqrt)]:
    u.add(name, lambda p, name=name, **_: getattr(mb, name)(x=p), reference(p))
u.add("round", lambda h, **_: mb.round(x=h), np.round(h))
u.add("log", lambda p, **_: mb.log(x=p, epsilon=np.float32(0.25)), np.log(p + 0.25))
u.add("log_default", lambda p, **_: mb.log(x=p), np.log(p))
u.add("rsqrt", lambda p, **_: mb.rsqrt(x=p, epsilon=np.float32(0.5)), 1 / np.sqrt(p + 0.5))
u.add("inverse", lambda p, **_: mb.inverse(x=p, epsilon=np.float32(0.1)), 1 / (p + 0.1))
u.add("threshold", lambda x, **_: mb.threshold(x=x, alpha=np.float32(0.3)), np.maximum(x, 0.3))
u.add("clip", lambda x, **_: mb.clip(x=x, alpha=np.float32(-0.5), beta=np.float32(0.8)), np.clip(x, -0.5, 0.8))
u.add("logical_not", lambda i, **_: mb.logical_not(x=mb.greater(x=i, y=0)), ~(i > 0))
u.add("cast_int", lambda h, **_: mb.cast(x=h, dtype="int32"), np.trunc(h).astype(np.int32))
u.add("cast_float", lambda i, **_: mb.cast(x=i, dtype="fp32"), f32(i))
u.add("cast_bool", lambda i, **_: mb.cast(x=i, dtype="bool"), i != 0)
u.add("abs_int", lambda i, **_: mb.abs(x=i), np.abs(i))
u.add("identity", lambda x, **_: mb.identity(x=x), x)

# --- functions of two values -----------------------------------------------------------------------

x = normal(4, 2, 3, 5)
y = normal(5, 3, 1)
i = np.int32([[-7, 7, -6], [5, -1, 0]])
j = np.int32([2, -3, 4])
b = Family("binary", ct.target.iOS15, x=x, y=y, i=i, j=j)
for name, reference in [
    ("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("real_div", np.divide), ("maximum", np.maximum),
    ("minimum", np.minimum), ("floor_div", lambda x, y: np.floor(x / y)), ("mod", np.mod),
    ("greater", np.greater), ("greater_equal", np.greater_equal), ("less", np.less), ("less_equal", np.less_equal),
]:
    b.add(name, lambda x, y, name=name, **_: getattr(mb, name)(x=x, y=y), reference(x, y))
for name, reference in [
    ("add", np.add), ("sub", np.subtract), ("mul", np.multiply), ("maximum", np.maximum), ("minimum", np.minimum),
    ("floor_div", np.floor_divide), ("mod", np.mod), ("equal", np.equal), ("not_equal", np.not_equal), ("less", np.less),
]:
    b.add(f"{name}_int", lambda i, j, name=name, **_: getattr(mb, name)(x=i, y=j), reference(i, j))
b.add("pow", lambda x, y, **_: mb.pow(x=mb.abs(x=x), y=y), np.abs(x) ** y)
for name, reference in [("logical_and", np.logical_and), ("logical_or", np.logical_or), ("logical_xor", np.logical_xor)]:
    b.add(
        name,
        lambda i, j, name=name, **_: getattr(mb, name)(x=mb.greater(x=i, y=0), y=mb.less(x=j, y=3)),
        reference(i > 0, j < 3),
    )
b.add(
    "select",
    lambda x, y, **_: mb.select(cond=mb.greater(x=x, y=y), a=x, b=mb.mul(x=x, y=np.float32(-2))),
    np.where(x > y, x, -2 * x),
)
b.add(
    "select_bool",
    lambda i, j, **_: mb.select(cond=mb.greater(x=i, y=0), a=mb.less(x=i, y=6), b=mb.greater(x=i, y=-5)),
    np.where(i > 0, i < 6, i > -5),
)

# --- convolutions ------------------------------------------------------------------------------------


def pads(kind, pad, size, kernel, stride, dilation):
    """Rows before and behind for every axis."""
    result = []
    for n, k, s, d, i in zip(size, kernel, stride, dilation, itertools.count()):
        if kind == "valid":
            result.append((0, 0))
        elif kind == "custom":
            result.append((pad[2 * i], pad[2 * i + 1]))
        else:
            total = max(0, (math.ceil(n / s) - 1) * s + (k - 1) * d + 1 - n)
            small, large = total // 2, total - total // 2
            result.append((small, large) if kind == "same" else (large, small))
    return result


def conv(x, w, bias=None, stride=None, kind="valid", pad=None, dilation=None, groups=1):
    axes = w.ndim - 2
    stride, dilation = stride or [1] * axes, dilation or [1] * axes
    padding = pads(kind, pad, x.shape[2:], w.shape[2:], stride, dilation)
    x = np.pad(x.astype(np.float64), [(0, 0), (0, 0)] + padding)
    out = [(n - (k - 1) * d - 1) // s + 1 for n, k, s, d in zip(x.shape[2:], w.shape[2:], stride, dilation)]
    y = np.zeros((x.shape[0], w.shape[0], *out))
    per_in, per_out = w.shape[1], w.shape[0] // groups
    for at in itertools.product(*map(range, out)):
        for o in range(w.shape[0]):
            g = o // per_out
            window = x[
                (slice(None), slice(g * per_in, (g + 1) * per_in))
                + tuple(slice(a * s, a * s + (k - 1) * d + 1, d) for a, s, k, d in zip(at, stride, w.shape[2:], dilation))
            ]
            y[(slice(None), o) + at] = (window * w[o]).reshape(x.shape[0], -1).sum(1)
    return y if bias is None else y + bias.reshape((1, -1) + (1,) * axes)


def conv_transpose(x, w, out, begin, bias=None, stride=None, dilation=None, groups=1):
    """w is [in, out / groups, *kernel]; begin elements are cut off, and out elements kept."""
    axes = w.ndim - 2
    stride, dilation = stride or [1] * axes, dilation or [1] * axes
    full = [
        max((n - 1) * s + (k - 1) * d + 1, b + o)
        for n, s, k, d, b, o in zip(x.shape[2:], stride, w.shape[2:], dilation, begin, out)
    ]
    y = np.zeros((x.shape[0], w.shape[1] * groups, *full))
    per_in = x.shape[1] // groups
    for at in itertools.product(*map(range, x.shape[2:])):
        for c in range(x.shape[1]):
            g = c // per_in
            for o in range(w.shape[1]):
                place = (slice(None), g * w.shape[1] + o) + tuple(
                    slice(a * s, a * s + (k - 1) * d + 1, d) for a, s, k, d in zip(at, stride, w.shape[2:], dilation)
                )
                y[place] += x[(slice(None), c) + at].reshape((-1,) + (1,) * axes) * w[c, o]
    y = y[(slice(None), slice(None)) + tuple(slice(b, b + o) for b, o in zip(begin, out))]
    return y if bias is None else y + bias.reshape((1, -1) + (1,) * axes)


x1 = normal(10, 2, 3, 11)
x2 = normal(11, 1, 4, 9, 7)
x3 = normal(12, 1, 2, 4, 5, 3)
c = Family("convolutions", ct.target.iOS17, x1=x1, x2=x2, x3=x3)
w1, w2, w3, conv_bias = normal(13, 4, 3, 3), normal(14, 6, 4, 3, 2), normal(15, 2, 2, 2, 3, 1), normal(16, 6)
wg, wd = normal(17, 6, 2, 3, 3), normal(18, 4, 1, 3, 3)
c.add("conv_1d", lambda x1, **_: mb.conv(x=x1, weight=w1, strides=[2]), conv(x1, w1, stride=[2]))
c.add(
    "conv_2d",
    lambda x2, **_: mb.conv(x=x2, weight=w2, bias=conv_bias, strides=[2, 1], pad_type="custom", pad=[1, 0, 2, 1], dilations=[1, 2]),
    conv(x2, w2, conv_bias, [2, 1], "custom", [1, 0, 2, 1], [1, 2]),
)
for kind in ("same", "same_lower"):
    c.add(
        f"conv_{kind}",
        lambda x2, kind=kind, **_: mb.conv(x=x2, weight=w2, strides=[2, 2], pad_type=kind),
        conv(x2, w2, stride=[2, 2], kind=kind),
    )
c.add("conv_grouped", lambda x2, **_: mb.conv(x=x2, weight=wg, groups=2, bias=conv_bias), conv(x2, wg, conv_bias, groups=2))
c.add(
    "conv_depthwise",
    lambda x2, **_: mb.conv(x=x2, weight=wd, groups=4, pad_type="same"),
    conv(x2, wd, groups=4, kind="same"),
)
c.add("conv_3d", lambda x3, **_: mb.conv(x=x3, weight=w3), conv(x3, w3))
t1, t2 = normal(19, 3, 2, 4), normal(20, 4, 3, 3, 2)
tb, tg = normal(21, 3), normal(22, 4, 3, 3, 3)
c.add("conv_transpose_1d", lambda x1, **_: mb.conv_transpose(x=x1, weight=t1, strides=[3]), conv_transpose(x1, t1, [34], [0], stride=[3]))
c.add(
    "conv_transpose_2d",
    lambda x2, **_: mb.conv_transpose(x=x2, weight=t2, bias=tb, strides=[2, 3], pad_type="custom", pad=[1, 0, 0, 1]),
    conv_transpose(x2, t2, [18, 19], [1, 0], tb, [2, 3]),
)
c.add(
    "conv_transpose_grouped",
    lambda x2, **_: mb.conv_transpose(x=x2, weight=tg, groups=2, dilations=[2, 1]),
    conv_transpose(x2, tg, [13, 9], [0, 0], dilation=[2, 1], groups=2),
)
c.add(
    "conv_transpose_output_shape",
    lambda x2, **_: mb.conv_transpose(
        x=x2, weight=t2, strides=[2, 2], pad_type="custom", pad=[1, 1, 0, 0], output_shape=[1, 3, 18, 14]
    ),
    conv_transpose(x2, t2, [18, 14], [1, 0], stride=[2, 2]),
)
c.add(
    "conv_transpose_same",
    lambda x2, **_: mb.conv_transpose(x=x2, weight=t2, strides=[2, 2], pad_type="same"),
    conv_transpose(x2, t2, [18, 14], [0, 0], stride=[2, 2]),
)

# --- pools -------------------------------------------------------------------------------------------


def pool(x, kernel, stride, padding, how, count_padding=True, out=None):
    axes = len(kernel)
    fill = -np.inf if how is np.max else 0
    ones = np.pad(np.ones_like(x, np.float64), [(0, 0), (0, 0)] + padding)
    x = np.pad(x.astype(np.float64), [(0, 0), (0, 0)] + padding, constant_values=fill)
    out = out or [(n - k) // s + 1 for n, k, s in zip(x.shape[2:], kernel, stride)]
    y = np.zeros(x.shape[:2] + tuple(out))
    for at in itertools.product(*map(range, out)):
        place = (slice(None), slice(None)) + tuple(slice(a * s, a * s + k) for a, s, k in zip(at, stride, kernel))
        window = x[place].reshape(*x.shape[:2], -1)
        if how is np.max:
            y[(slice(None), slice(None)) + at] = window.max(-1)
        elif how is np.mean:
            count = np.prod(kernel) if count_padding else ones[place].reshape(*x.shape[:2], -1).sum(-1)
            y[(slice(None), slice(None)) + at] = window.sum(-1) / count
        else:
            y[(slice(None), slice(None)) + at] = np.sqrt((window**2).sum(-1))
    return y


x1, x2, x3 = normal(30, 1, 2, 11), normal(31, 2, 3, 9, 8), normal(32, 1, 2, 5, 4, 3)
q = Family("pools", ct.target.iOS15, x1=x1, x2=x2, x3=x3)
q.add("max_1d", lambda x1, **_: mb.max_pool(x=x1, kernel_sizes=[3], strides=[2], pad_type="valid"), pool(x1, [3], [2], [(0, 0)], np.max))
q.add(
    "max_2d",
    lambda x2, **_: mb.max_pool(x=x2, kernel_sizes=[3, 2], strides=[2, 2], pad_type="custom", pad=[1, 0, 0, 1]),
    pool(x2, [3, 2], [2, 2], [(1, 0), (0, 1)], np.max),
)
q.add(
    "max_same",
    lambda x2, **_: mb.max_pool(x=x2, kernel_sizes=[3, 3], strides=[2, 2], pad_type="same"),
    pool(x2, [3, 3], [2, 2], pads("same", None, (9, 8), (3, 3), (2, 2), (1, 1)), np.max),
)
q.add(
    "max_ceil",
    lambda x2, **_: mb.max_pool(x=x2, kernel_sizes=[2, 3], strides=[2, 2], pad_type="valid", ceil_mode=True),
    pool(x2, [2, 3], [2, 2], [(0, 1), (0, 1)], np.max, out=[5, 4]),
)
q.add("max_3d", lambda x3, **_: mb.max_pool(x=x3, kernel_sizes=[2, 2, 2], pad_type="valid"), pool(x3, [2, 2, 2], [1, 1, 1], [(0, 0)] * 3, np.max))
for exclude in (False, True):
    q.add(
        f"avg_exclude_{exclude}".lower(),
        lambda x2, exclude=exclude, **_: mb.avg_pool(
            x=x2, kernel_sizes=[3, 3], strides=[2, 1], pad_type="custom", pad=[1, 1, 0, 2], exclude_padding_from_average=exclude
        ),
        pool(x2, [3, 3], [2, 1], [(1, 1), (0, 2)], np.mean, not exclude),
    )
q.add(
    "avg_same",
    lambda x2, **_: mb.avg_pool(x=x2, kernel_sizes=[2, 2], strides=[1, 1], pad_type="same", exclude_padding_from_average=True),
    pool(x2, [2, 2], [1, 1], pads("same", None, (9, 8), (2, 2), (1, 1), (1, 1)), np.mean, False),
)
q.add("l2", lambda x2, **_: mb.l2_pool(x=x2, kernel_sizes=[2, 3], strides=[1, 2], pad_type="valid"), pool(x2, [2, 3], [1, 2], [(0, 0)] * 2, None))

# --- products ------------------------------------------------------------------------------------------

x, y, z = normal(40, 2, 3, 5), normal(41, 5, 4), normal(42, 2, 7, 5)
w, bias = normal(43, 6, 5), normal(44, 6)
big = normal(45, 40, 5)
m = Family("products", ct.target.iOS18, x=x, y=y, z=z)
m.add("linear", lambda x, **_: mb.linear(x=x, weight=w, bias=bias), x @ w.T + bias)
m.add("linear_no_bias", lambda x, **_: mb.linear(x=x, weight=big), x @ big.T)
m.add("matmul", lambda x, y, **_: mb.matmul(x=x, y=y), x @ y)
m.add("matmul_transposed", lambda x, z, **_: mb.matmul(x=x, y=z, transpose_y=True), x @ z.transpose(0, 2, 1))
m.add("matmul_both", lambda y, x, **_: mb.matmul(x=y, y=x, transpose_x=True, transpose_y=True), y.T @ x.transpose(0, 2, 1))
m.add("matmul_const", lambda x, **_: mb.matmul(x=x, y=big, transpose_y=True), x @ big.T)
e1, e2 = normal(46, 2, 3, 4, 5), normal(47, 2, 5, 4, 6)
m.inputs.update(e1=e1, e2=e2)
m.add("einsum", lambda e1, e2, **_: mb.einsum(values=(e1, e2), equation="nchw,nwhu->nchu"), np.einsum("nchw,nwhu->nchu", e1, e2))
q4, k4, v4 = normal(48, 1, 2, 3, 4), normal(49, 1, 2, 5, 4), normal(50, 1, 2, 5, 6)
m.inputs.update(q4=q4, k4=k4, v4=v4)
keep = np.array([[True, True, False, True, False], [True] * 5, [False, True, True, False, True]])
added = normal(51, 3, 5)


def attention(q, k, v, mask=None):
    s = q @ k.swapaxes(-1, -2) / np.sqrt(q.shape[-1])
    if mask is not None:
        s = np.where(mask, s, -np.inf) if mask.dtype == bool else s + mask
    e = np.exp(s - s.max(-1, keepdims=True))
    return e / e.sum(-1, keepdims=True) @ v


m.add("attention", lambda q4, k4, v4, **_: mb.scaled_dot_product_attention(query=q4, key=k4, value=v4), attention(q4, k4, v4))
m.add(
    "attention_bool_mask",
    lambda q4, k4, v4, **_: mb.scaled_dot_product_attention(query=q4, key=k4, value=v4, attn_mask=keep),
    attention(q4, k4, v4, keep),
)
m.add(
    "attention_added_mask",
    lambda q4, k4, v4, **_: mb.scaled_dot_product_attention(query=q4, key=k4, value=v4, attn_mask=added),
    attention(q4, k4, v4, added),
)

# --- norms -----------------------------------------------------------------------------------------------

x, x3 = normal(60, 2, 6, 5, 4), normal(61, 2, 6, 9)
gamma, beta6 = normal(62, 6), normal(63, 6)
mean, variance = normal(64, 6), f32(rng(65).uniform(0.2, 2, 6))
n = Family("norms", ct.target.iOS17, x=x, x3=x3)
n.add(
    "batch_norm",
    lambda x, **_: mb.batch_norm(x=x, mean=mean, variance=variance, gamma=gamma, beta=beta6, epsilon=np.float32(0.01)),
    (x - channel(mean)) / np.sqrt(channel(variance) + 0.01) * channel(gamma) + channel(beta6),
)
n.add(
    "batch_norm_plain",
    lambda x3, **_: mb.batch_norm(x=x3, mean=mean, variance=variance),
    (x3 - mean.reshape(1, 6, 1)) / np.sqrt(variance.reshape(1, 6, 1) + 1e-5),
)


def standard(x, axes, eps):
    m = x.mean(axes, keepdims=True)
    return (x - m) / np.sqrt(((x - m) ** 2).mean(axes, keepdims=True) + eps)


n.add(
    "instance_norm",
    lambda x, **_: mb.instance_norm(x=x, gamma=gamma, beta=beta6, epsilon=np.float32(0.02)),
    standard(x, (2, 3), 0.02) * channel(gamma) + channel(beta6),
)
n.add("instance_norm_plain", lambda x3, **_: mb.instance_norm(x=x3), standard(x3, (2,), 1e-5))
g2, b2 = normal(66, 5, 4), normal(67, 5, 4)
n.add(
    "layer_norm",
    lambda x, **_: mb.layer_norm(x=x, axes=[2, 3], gamma=g2, beta=b2, epsilon=np.float32(1e-3)),
    standard(x, (2, 3), 1e-3) * g2 + b2,
)
n.add(
    "layer_norm_channels",
    lambda x, **_: mb.layer_norm(x=x, axes=[1], gamma=gamma, beta=beta6, epsilon=np.float32(1e-3)),
    standard(x, (1,), 1e-3) * channel(gamma) + channel(beta6),
)
n.add("layer_norm_plain", lambda x, **_: mb.layer_norm(x=x, axes=[-1]), standard(x, (3,), 1e-5))
n.add(
    "l2_norm",
    lambda x, **_: mb.l2_norm(x=x, epsilon=np.float32(0.1)),
    x / np.sqrt((x**2).sum((1, 2, 3), keepdims=True) + 0.1),
)
squares = np.pad(x**2, [(0, 0), (1, 1), (0, 0), (0, 0)])
window = squares[:, :-2] + squares[:, 1:-1] + squares[:, 2:]
n.add(
    "local_response_norm",
    lambda x, **_: mb.local_response_norm(x=x, size=3, alpha=np.float32(0.3), beta=np.float32(0.6), k=np.float32(1.5)),
    x / (1.5 + 0.3 / 3 * window) ** 0.6,
)

# --- reductions --------------------------------------------------------------------------------------------

x = normal(70, 2, 3, 5)
p = f32(np.abs(x) + 0.1)
i = np.int32(rng(71).integers(-9, 9, size=(3, 4)))
r = Family("reductions", ct.target.iOS15, x=x, p=p, i=i)
for name, reference in [
    ("reduce_sum", np.sum), ("reduce_mean", np.mean), ("reduce_max", np.max), ("reduce_min", np.min),
    ("reduce_prod", np.prod), ("reduce_l1_norm", lambda x, **k: np.abs(x).sum(**k)),
    ("reduce_l2_norm", lambda x, **k: np.sqrt((x**2).sum(**k))),
    ("reduce_log_sum_exp", lambda x, **k: np.log(np.exp(x).sum(**k))),
    ("reduce_sum_square", lambda x, **k: (x**2).sum(**k)),
]:
    r.add(name, lambda x, name=name, **_: getattr(mb, name)(x=x, axes=[1], keep_dims=True), reference(x, axis=1, keepdims=True))
    r.add(f"{name}_two", lambda x, name=name, **_: getattr(mb, name)(x=x, axes=[-1, 0]), reference(x, axis=(0, 2)))
r.add("reduce_log_sum", lambda p, **_: mb.reduce_log_sum(x=p, axes=[2]), np.log(p.sum(2)))
r.add("reduce_sum_all", lambda x, **_: mb.reduce_sum(x=x, keep_dims=True), x.sum(keepdims=True))
for name, reference in [("reduce_sum", np.sum), ("reduce_max", np.max), ("reduce_min", np.min), ("reduce_prod", np.prod)]:
    r.add(f"{name}_int", lambda i, name=name, **_: getattr(mb, name)(x=i, axes=[0]), reference(i, axis=0))
r.add("reduce_argmax", lambda x, **_: mb.reduce_argmax(x=x, axis=1), x.argmax(1))
r.add("reduce_argmin", lambda x, **_: mb.reduce_argmin(x=x, axis=-1, keep_dims=True), x.argmin(-1)[..., None])
