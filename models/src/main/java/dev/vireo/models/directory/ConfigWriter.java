package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.models.architecture.Architecture;
import dev.vireo.models.architecture.Head;
import dev.vireo.models.architecture.ModelConfig;
import dev.vireo.models.architecture.RopeScaling;
import dev.vireo.models.architecture.ScalarHead;
import dev.vireo.models.json.JsonFiles;
import dev.vireo.models.parameters.FloatFormat;

/**
 * Writes config.json for transformers. Values are written explicitly where a reader would otherwise
 * fill in its own default. The keys are those of transformers 4, which transformers 5 also reads.
 */
public final class ConfigWriter {
  private ConfigWriter() {}

  /** The bytes of the file. */
  public static byte[] write(ModelConfig config, Head head, FloatFormat storage) {
    Architecture architecture = config.architecture();
    ObjectNode root = JsonFiles.object();
    root.putArray("architectures").add(architecture.className(head.kind()));
    root.put("attention_dropout", 0.0);
    root.put("bos_token_id", config.bosTokenId());
    int[] ends = config.eosTokenIds();
    if (ends.length > 1) {
      ArrayNode list = root.putArray("eos_token_id");
      for (int end : ends) {
        list.add(end);
      }
    } else {
      root.put("eos_token_id", ends.length == 0 ? null : Integer.valueOf(ends[0]));
    }
    root.put("head_dim", config.headDim());
    root.put("hidden_act", "silu");
    root.put("hidden_size", config.hiddenSize());
    if (head instanceof ScalarHead scalar) {
      LabelKeys.put(root, scalar.labels());
    }
    root.put("intermediate_size", config.intermediateSize());
    root.put("max_position_embeddings", config.contextLength());
    root.put("model_type", architecture.modelType());
    root.put("num_attention_heads", config.heads());
    root.put("num_hidden_layers", config.layers());
    root.put("num_key_value_heads", config.keyValueHeads());
    root.put("pad_token_id", config.padTokenId());
    root.put("rms_norm_eps", config.rmsNormEps());
    if (config.ropeScaling() != null) {
      RopeScaling scaling = config.ropeScaling();
      root.putObject("rope_scaling")
          .put("factor", scaling.factor())
          .put("high_freq_factor", scaling.highFrequencyFactor())
          .put("low_freq_factor", scaling.lowFrequencyFactor())
          .put("original_max_position_embeddings", scaling.originalContextLength())
          .put("rope_type", "llama3");
    }
    root.put("rope_theta", config.ropeTheta());
    // Written even if null, because transformers would fill in a window of its own.
    root.put("sliding_window", config.slidingWindow());
    root.put("tie_word_embeddings", config.tiedEmbeddings());
    root.put("torch_dtype", storage.torchName());
    root.put("use_cache", true);
    root.put("vocab_size", config.vocabularySize());
    return JsonFiles.print(root);
  }
}
