package dev.mlrecipe.finding;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Wrong words that people write, from public code and other tools' vocabularies, and the right ones. */
final class KnownWords {
    /** Right word, then wrong ones in the spelling of {@link Nearest#plain}. */
    private static final List<String> TABLE = List.of(
            // keys of a recipe
            "model: input inputmodel modelpath source mlmodel mlpackage",
            "output: out destination dest outputpath outputmodel saveas",
            "target: minimumdeploymenttarget deploymenttarget mindeploymenttarget os minos targets",
            "raise_opset: raise opset upgrade upgradeopset raisemodel raisetarget specificationversion specversion",
            "devices: device hardware",
            "measured: measurement measurements computeplan performancereport benchmark",
            "data: calibrationdata sampledata dataset calibrationset calibrationsamples",
            "samples: nsamples numsamples calibrationnsamples count limit",
            "calibration_op_group_size: groupsize opgroupsize calibrationgroupsize",
            "labels: label groundtruth",
            "label_output: labelsoutput outputname",
            "measure: measureaccuracy accuracy evaluate",
            "statistics: stats activationstats activationstatistics calibrationstats",
            "compute_units: computeunit units computeprecision",
            "steps: step passes pass pipeline stages",
            "expect: expectations expected require requirements assert",
            "min_ratio: ratio compressionratio mincompression",
            "max_size: size maxbytes sizelimit maxsizemb",
            "min_snr_db: snr minsnr snrdb psnr minpsnr",
            "max_skipped: skipped",
            "max_latency_ms: latency maxlatency latencyms",
            "max_weight_memory: memory maxmemory weightmemory",
            "min_output_snr_db: outputsnr outputsnrdb minoutputsnr outputpsnr",
            "min_cosine: cosine cosinesimilarity mincosinesimilarity",
            "min_top1_agreement: top1 agreement top1agreement mintop1 minagreement",
            "max_accuracy_drop: accuracydrop maxaccuracyloss accuracyloss accuracy",
            // keys of a step
            "config_type: type class configclass optype configtypes",
            "global_config: global globals default defaults globalconfigs config configs opconfig",
            "op_type_configs: optypes optypeconfig moduletypeconfigs moduletypeconfig layertypeconfigs",
            "op_name_configs: opnames opnameconfig modulenameconfigs modulenameconfig layernameconfigs constnameconfigs",
            "joint_compression: joint jointcompress",
            // options
            "nbits: bits numbits nbit weightbits bitwidth numberofbits weightnbits",
            "mode: quantizationscheme scheme qscheme quantizationmode algorithm",
            "dtype: weightdtype datatype weighttype",
            "target_sparsity: sparsity amount density pruningratio",
            "minimum_sparsity_percentile: minsparsity minimumsparsity sparsitypercentile",
            "num_kmeans_workers: workers numworkers kmeansworkers",
            "enable_per_channel_scale: perchannelscale",
            "cluster_dim: vectorsize clustersize dims",
            "weight_threshold: minelements weightnumthreshold minsize",
            "channel_axis: axis",
            "dim: axis",
            // values
            "per_grouped_channel: perchannel pergroup grouped groupwise perchannelgroup",
            "per_block: blockwise pergroup grouped groupwise pergroupedchannel",
            "per_channel: perrow peraxis pergroupedchannel",
            "linear_symmetric: symmetric sym linearsym symmetricwithclipping",
            "linear: affine asymmetric asym linearaffine linearasymmetric",
            "int8: qint8 i8 s8 8",
            "uint8: quint8 u8",
            "int4: qint4 i4 s4 4",
            "uint4: quint4 u4",
            "cpu_and_ne: ne ane neuralengine cpuandneuralengine cpuandane",
            "cpu_and_gpu: gpu",
            "cpu_only: cpu",
            // classes
            "OpActivationLinearQuantizerConfig: linearquantizeactivations activations activationquantizer w8a8 a8",
            "OpPalettizerConfig: palettizerconfig posttrainingpalettizerconfig dkmpalettizerconfig skmpalettizerconfig"
                    + " kmeanspalettizerconfig",
            "OpLinearQuantizerConfig: quantizerconfig linearquantizerconfig posttrainingquantizerconfig"
                    + " opquantizerconfig",
            "OpMagnitudePrunerConfig: magnitudeprunerconfig prunerconfig oppruner opprunerconfig",
            "OpThresholdPrunerConfig: thresholdprunerconfig",
            // operation types
            "gather: embedding nnembedding embeddings",
            "conv: conv1d conv2d conv3d convolution nnconv2d",
            "conv_transpose: convtranspose1d convtranspose2d convtranspose3d deconv deconvolution",
            "linear: dense fc fullyconnected innerproduct nnlinear",
            "matmul: bmm batchmatmul mm",
            "batch_norm: batchnorm1d batchnorm2d batchnorm3d");

    private static final Map<String, List<String>> RIGHT = index();

    private KnownWords() {}

    /** The words that a wrong one may stand for; which is meant, the place decides. */
    static List<String> rightFor(String plain) {
        return RIGHT.getOrDefault(plain, List.of());
    }

    private static Map<String, List<String>> index() {
        Map<String, List<String>> right = new HashMap<>();
        for (String line : TABLE) {
            String[] words = line.split(":? ");
            for (int i = 1; i < words.length; i++) {
                right.computeIfAbsent(words[i], k -> new ArrayList<>()).add(words[0]);
            }
        }
        return Map.copyOf(right);
    }
}
