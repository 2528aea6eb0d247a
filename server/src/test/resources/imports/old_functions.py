import coremltools as ct

model = ct.models.MLModel("Net.mlpackage")
ct.compression_utils.palettize_weights(model, nbits=6, mode="kmeans").save("tables.mlpackage")
ct.compression_utils.affine_quantize_weights(model, mode="linear_symmetric").save("int8.mlpackage")
ct.compression_utils.sparsify_weights(model, mode="percentile_based", target_percentile=0.6).save("sparse.mlpackage")
