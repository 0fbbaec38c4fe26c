package dev.vireo.models.adapter;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * The modules that an adapter_config.json targets, with the rank and scale of each. As in PEFT,
 * targets are names, suffixes of names, or a regular expression that matches the whole name.
 */
final class PeftTargets {
  private static final String TARGETS = "target_modules";
  private static final String EXCLUDED = "exclude_modules";
  private static final String LAYERS = "layers_to_transform";
  private static final String LAYER_LIST = "layers_pattern";
  private static final String ALL_LINEAR = "all-linear";
  static final String EMBEDDING = "model.embed_tokens";
  static final String OUTPUT_PROJECTION = "lm_head";
  private static final Pattern LAYER = Pattern.compile(".*?\\.layers\\.(\\d+)\\..*");

  private final PeftConfig config;
  private final Predicate<String> targeted;
  private final List<Integer> layers;
  private final Map<Pattern, JsonNode> ranks;
  private final Map<Pattern, JsonNode> alphas;

  PeftTargets(PeftConfig config) {
    this.config = config;
    Predicate<String> excluded = names(EXCLUDED);
    this.targeted = names(TARGETS).and(excluded.negate());
    this.layers = layers();
    this.ranks = patterns("rank_pattern");
    this.alphas = patterns("alpha_pattern");
  }

  /** Whether the adapter applies to a module, such as {@code model.layers.0.self_attn.q_proj}. */
  boolean contains(String module) {
    if (!targeted.test(module) || config.isWhole(module)) {
      return false;
    }
    if (layers.isEmpty()) {
      return true;
    }
    Matcher layer = LAYER.matcher(module);
    return layer.matches() && layers.contains(Integer.valueOf(layer.group(1)));
  }

  int rank(String module) {
    int rank = of(ranks, module).map(JsonNode::intValue).orElse(config.rank());
    if (rank <= 0) {
      throw config.wrong("rank_pattern gives " + module + " the rank " + rank);
    }
    return rank;
  }

  /** The factor applied to the product of a module's two matrices. */
  double scale(String module) {
    double alpha = of(alphas, module).map(JsonNode::doubleValue).orElse(config.alpha());
    int rank = rank(module);
    return config.rankStabilised() ? alpha / Math.sqrt(rank) : alpha / rank;
  }

  private static Optional<JsonNode> of(Map<Pattern, JsonNode> patterns, String module) {
    return patterns.entrySet().stream()
        .filter(entry -> entry.getKey().matcher(module).matches())
        .map(Map.Entry::getValue)
        .findFirst();
  }

  private Predicate<String> names(String key) {
    JsonNode node = config.root().path(key);
    if (!node.isTextual()) {
      return endsOf(config.strings(key));
    }
    if (key.equals(TARGETS) && node.textValue().toLowerCase(Locale.ROOT).equals(ALL_LINEAR)) {
      return module -> !module.equals(EMBEDDING) && !module.equals(OUTPUT_PROJECTION);
    }
    return pattern(key, node.textValue()).asMatchPredicate();
  }

  private static Predicate<String> endsOf(List<String> names) {
    return module ->
        names.stream().anyMatch(name -> module.equals(name) || module.endsWith("." + name));
  }

  private List<Integer> layers() {
    JsonNode node = config.root().path(LAYERS);
    List<Integer> numbers = new ArrayList<>();
    if (node.isNumber()) {
      numbers.add(node.intValue());
    }
    node.forEach(number -> numbers.add(number.intValue()));
    List<String> lists = config.strings(LAYER_LIST);
    if (!lists.isEmpty() && !lists.contains("") && !lists.contains("layers")) {
      throw config.unsupported(LAYER_LIST, "the layers of this model are called layers");
    }
    return numbers;
  }

  private Map<Pattern, JsonNode> patterns(String key) {
    // In file order, because the first match wins.
    Map<Pattern, JsonNode> patterns = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : config.root().path(key).properties()) {
      if (!entry.getValue().isNumber()) {
        throw config.wrong(key + " " + entry + " is not a number");
      }
      patterns.put(pattern(key, "(.*\\.)?(" + entry.getKey() + ")"), entry.getValue());
    }
    return patterns;
  }

  /** Compiles a Python regular expression; only the syntax of named groups has to be converted. */
  private Pattern pattern(String key, String expression) {
    try {
      return Pattern.compile(expression.replace("(?P<", "(?<"));
    } catch (PatternSyntaxException e) {
      throw config.wrong(
          key + " \"" + expression + "\" is not a valid regular expression: " + e.getDescription());
    }
  }
}
