import torch
from coremltools.optimize.torch.palettization import PostTrainingPalettizer, PostTrainingPalettizerConfig

config = PostTrainingPalettizerConfig.from_dict({
    "global_config": {"n_bits": 4, "granularity": "per_grouped_channel", "group_size": 16},
    "module_type_configs": {torch.nn.Embedding: None},
})
model = PostTrainingPalettizer(net, config).compress()
