package dev.vireo.models.directory;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Map;
import java.util.Set;

/**
 * Keys of config.json that cannot affect the arithmetic of the supported models, whatever their
 * value: transformers reads them for other purposes than computing logits, or not at all.
 *
 * <p>Before adding a key, check transformers' code of every supported architecture.
 */
final class BookkeepingKeys {
  /** The origin of the model and the software that wrote it. */
  private static final Set<String> ORIGIN =
      Set.of(
          "_commit_hash",
          "_name_or_path",
          "base_model_name_or_path",
          "finetuning_task",
          "is_llama_config",
          "license",
          "model_name",
          "model_name_or_path",
          "name_or_path",
          "tokenizer_class",
          "transformers.js_config");

  /** How a computation is executed; results are equal up to rounding. */
  private static final Set<String> EXECUTION =
      Set.of(
          "_attn_implementation",
          "_attn_implementation_autoset",
          "_attn_implementation_internal",
          "_experts_implementation",
          "_flash_attn_2_enabled",
          "attn_implementation",
          "base_model_pp_plan",
          "base_model_tp_plan",
          "cache_implementation",
          "chunk_size_feed_forward",
          "dtype",
          "flash_attention",
          "gradient_checkpointing",
          "hf_device_map",
          "onnx_export",
          "pretraining_tp",
          "tf_legacy_loss",
          "torch_dtype",
          "torchscript",
          "use_bfloat16",
          "use_cache",
          "use_flash_attention",
          "use_flash_attention_2",
          "use_flash_attn",
          "use_reentrant",
          "use_sdpa",
          "xla_device");

  /** What a forward pass returns besides the logits. */
  private static final Set<String> OUTPUTS =
      Set.of(
          "_output_attentions",
          "keys_to_ignore_at_inference",
          "output_attentions",
          "output_hidden_states",
          "output_logits",
          "output_router_logits",
          "output_scores",
          "return_dict",
          "return_dict_in_generate",
          "use_return_dict");

  /** Defaults for transformers' generation loop; Vireo's are in the run's configuration. */
  private static final Set<String> GENERATION =
      Set.of(
          "bad_words_ids",
          "begin_suppress_tokens",
          "diversity_penalty",
          "do_sample",
          "early_stopping",
          "encoder_no_repeat_ngram_size",
          "exponential_decay_length_penalty",
          "length_penalty",
          "max_length",
          "max_new_tokens",
          "min_length",
          "min_new_tokens",
          "no_repeat_ngram_size",
          "num_beam_groups",
          "num_beams",
          "num_return_sequences",
          "prefix",
          "remove_invalid_values",
          "repetition_penalty",
          "stop_strings",
          "suppress_tokens",
          "task_specific_params",
          "temperature",
          "top_k",
          "top_p",
          "typical_p");

  /** Settings for initialising or training weights, which do not matter when weights are used. */
  private static final Set<String> TRAINING =
      Set.of(
          "classifier_dropout",
          "embd_pdrop",
          "hidden_dropout",
          "hidden_dropout_prob",
          "init_std",
          "initializer_range",
          "loss_type",
          "neftune_noise_alpha",
          "resid_pdrop");

  /** Aliases of other keys, and keys that only other architectures read. */
  private static final Set<String> UNREAD =
      Set.of(
          "ignore_index",
          "is_decoder",
          "label2id",
          "make_vocab_size_divisible_by",
          "max_seq_len",
          "max_seq_length",
          "max_sequence_length",
          "model_max_length",
          "n_ctx",
          "n_positions",
          "padded_vocab_size",
          "problem_type",
          "seq_len",
          "seq_length");

  /** Remedies for keys that are known to change the arithmetic. */
  private static final Map<String, String> ADVICE =
      Map.of(
          "quantization_config",
          "load the model with transformers, call dequantize() and save_pretrained(), and use what"
              + " that writes",
          "compression_config",
          "load the model with transformers, decompress it and call save_pretrained(), and use what"
              + " that writes",
          "auto_map",
          "it names code that comes with the model, which is not run; delete the key from"
              + " config.json if transformers computes the same logits without trust_remote_code");

  private BookkeepingKeys() {}

  static boolean contains(String key, JsonNode value) {
    return ORIGIN.contains(key)
        || EXECUTION.contains(key)
        || OUTPUTS.contains(key)
        || GENERATION.contains(key)
        || TRAINING.contains(key)
        || UNREAD.contains(key)
        || isOfAKind(key, value);
  }

  /** Whether a key belongs to a family of names that grows with each release of some tool. */
  private static boolean isOfAKind(String key, JsonNode value) {
    return key.startsWith("unsloth_")
        || key.startsWith("transformers.js_")
        // The version of a program; the version of an architecture would be a number.
        || (key.endsWith("_version") && value.isTextual())
        // Special tokens, except those that the reader handles.
        || key.endsWith("_token_id");
  }

  /** The remedy to suggest for a refused key. */
  static String advice(String key) {
    return ADVICE.getOrDefault(
        key,
        "delete the key from config.json if transformers computes the same logits without it;"
            + " otherwise this model cannot be used");
  }
}
