import coremltools as ct
import coremltools.optimize.coreml as cto

int8 = cto.OptimizationConfig(cto.OpLinearQuantizerConfig(mode="linear_symmetric", dtype="int8"))
tables = cto.OptimizationConfig(cto.OpPalettizerConfig(mode="kmeans", nbits=6))


def quantized(model):
    try:
        return cto.linear_quantize_weights(model, int8)
    except Exception as error:
        print("quantization failed:", error)
        return model


quantized(ct.models.MLModel("encoder.mlpackage")).save("encoder_int8.mlpackage")

decoder = ct.models.MLModel("decoder.mlpackage")
try:
    small = cto.palettize_weights(decoder, tables)
except RuntimeError:
    small = decoder
finally:
    print("done")
small.save("decoder_pal6.mlpackage")

joiner = ct.models.MLModel("joiner.mlpackage")
joiner = cto.prune_weights(joiner, cto.OptimizationConfig(cto.OpMagnitudePrunerConfig(target_sparsity=0.5)))
try:
    joiner = cto.palettize_weights(joiner, tables, joint_compression=True)
except:
    pass
joiner.save("joiner_small.mlpackage")

for name in ("vad", "speaker"):
    try:
        part = cto.palettize_weights(ct.models.MLModel(f"{name}.mlpackage"), tables)
    except Exception:
        continue
    part.save(f"{name}_pal6.mlpackage")

preprocessor = ct.models.MLModel("preprocessor.mlpackage")
try:
    preprocessor = cto.linear_quantize_weights(preprocessor, int8)
except ImportError:
    print("no scikit-learn")
except Exception as error:
    raise SystemExit(f"quantization failed: {error}")
preprocessor.save("preprocessor_int8.mlpackage")

vocoder = ct.models.MLModel("vocoder.mlpackage")
try:
    smaller = cto.linear_quantize_weights(vocoder, int8)
except ValueError as error:
    print(error)
smaller.save("vocoder_int8.mlpackage")
