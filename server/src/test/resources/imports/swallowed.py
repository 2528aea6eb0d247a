import coremltools as ct
import coremltools.optimize.coreml as cto


class Converter:
    nbits = 4

    def __init__(self, path, group_size=32):
        self.path = path
        self.group_size = group_size

    def run(self):
        mlmodel = ct.models.MLModel(self.path)
        try:
            config = cto.OptimizationConfig(global_config=cto.OpPalettizerConfig(
                mode="kmeans", nbits=self.nbits, granularity="per_grouped_channel", group_size=self.group_size,
                num_kmeans_workers=4))
            mlmodel = cto.palettize_weights(mlmodel, config)
        except Exception as e:
            print("continuing with unquantized model", e)
        mlmodel.save(self.path.replace(".mlpackage", f"_lut{self.nbits}.mlpackage"))


Converter("llama/ffn.mlpackage", 8).run()
