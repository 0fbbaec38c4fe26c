package dev.vireo.models.tokenizer;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.models.json.JsonFiles;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Writes a byte-level tokenizer in the files that Hugging Face's libraries load. Token ids are
 * positions: ordinary tokens first, then special tokens.
 *
 * @param tokens bytes of each token
 * @param merges pairs of token ids, in order of priority
 * @param splitPattern regular expression that splits text into words, which merges do not cross; or
 *     null
 * @param specialTokens texts of the special tokens
 * @param endOfSequence one of the special tokens
 */
record ByteLevelFiles(
    List<byte[]> tokens,
    List<int[]> merges,
    String splitPattern,
    List<String> specialTokens,
    String endOfSequence) {

  SortedMap<String, byte[]> files() {
    SortedMap<String, byte[]> files = new TreeMap<>();
    files.put(TokenizerFiles.TOKENIZER, JsonFiles.print(tokenizer()));
    files.put(TokenizerFiles.CONFIG, JsonFiles.print(config()));
    return files;
  }

  private ObjectNode tokenizer() {
    ObjectNode root = JsonFiles.object();
    root.put("version", "1.0");
    root.putNull("truncation");
    root.putNull("padding");
    ArrayNode added = root.putArray("added_tokens");
    for (int i = 0; i < specialTokens.size(); i++) {
      ObjectNode token = added.addObject();
      token.put("id", tokens.size() + i);
      describe(token, specialTokens.get(i));
    }
    root.putNull("normalizer");
    if (splitPattern == null) {
      byteLevel(root.putObject("pre_tokenizer"));
    } else {
      ObjectNode sequence = root.putObject("pre_tokenizer");
      sequence.put("type", "Sequence");
      ArrayNode steps = sequence.putArray("pretokenizers");
      ObjectNode split = steps.addObject();
      split.put("type", "Split");
      split.putObject("pattern").put("Regex", splitPattern);
      split.put("behavior", "Isolated");
      split.put("invert", false);
      byteLevel(steps.addObject());
    }
    root.putNull("post_processor");
    byteLevel(root.putObject("decoder"));
    model(root.putObject("model"));
    return root;
  }

  private static void byteLevel(ObjectNode node) {
    node.put("type", "ByteLevel");
    node.put("add_prefix_space", false);
    node.put("trim_offsets", true);
    node.put("use_regex", false);
  }

  private void model(ObjectNode model) {
    model.put("type", "BPE");
    model.putNull("dropout");
    model.putNull("unk_token");
    model.putNull("continuing_subword_prefix");
    model.putNull("end_of_word_suffix");
    model.put("fuse_unk", false);
    model.put("byte_fallback", false);
    model.put("ignore_merges", false);
    List<String> spelled = tokens.stream().map(ByteAlphabet::spell).toList();
    ObjectNode vocabulary = model.putObject("vocab");
    for (int id = 0; id < spelled.size(); id++) {
      vocabulary.put(spelled.get(id), id);
    }
    ArrayNode pairs = model.putArray("merges");
    for (int[] merge : merges) {
      pairs.add(spelled.get(merge[0]) + " " + spelled.get(merge[1]));
    }
  }

  private ObjectNode config() {
    ObjectNode root = JsonFiles.object();
    ObjectNode added = root.putObject("added_tokens_decoder");
    for (int i = 0; i < specialTokens.size(); i++) {
      describe(added.putObject(Integer.toString(tokens.size() + i)), specialTokens.get(i));
    }
    root.put("clean_up_tokenization_spaces", false);
    root.put("eos_token", endOfSequence);
    root.put("pad_token", endOfSequence);
    root.put("tokenizer_class", "PreTrainedTokenizerFast");
    return root;
  }

  private static void describe(ObjectNode token, String content) {
    token.put("content", content);
    token.put("single_word", false);
    token.put("lstrip", false);
    token.put("rstrip", false);
    token.put("normalized", false);
    token.put("special", true);
  }
}
