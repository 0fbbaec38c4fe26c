package dev.vireo.pipelines.rescore;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.algorithms.InputException;
import dev.vireo.algorithms.advantage.Supervision;
import dev.vireo.jobs.runtime.settings.SettingsMapper;
import dev.vireo.pipelines.config.ConfigFile;
import dev.vireo.pipelines.config.Suggestion;
import dev.vireo.pipelines.grpo.GrpoConfig;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The rules that are compared: those of a file, or those that every run can be compared with. */
final class RuleFile {

  private static final String RULES = "rules";
  private static final String NAME = "name";
  private static final List<String> KEYS =
      Stream.concat(Stream.of(NAME), Rule.KEYS.stream()).toList();

  /** A rule's name is that of a folder. */
  private static final Pattern NAMES = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]*");

  /** What is beside the rules' folders. */
  private static final Set<String> TAKEN = Set.of("reports", "rules.json");

  private RuleFile() {}

  /**
   * The rules of a YAML file, whose key {@code rules} has a list of them.
   *
   * @param file a path of this machine, or a URI of any Hadoop file system
   * @param own the run's configuration as a tree, which says what a rule leaves out
   * @throws InputException naming file, rule, key and what is allowed there
   */
  static List<Rule> read(String file, JsonNode own) {
    JsonNode written = ConfigFile.read(file).written();
    JsonNode list = written.path(RULES);
    if (written.size() != 1 || !list.isArray() || list.isEmpty()) {
      throw new InputException(
          file
              + ": expected the key rules, with a list of rules, each with a name, such as rules:"
              + " [{name: grpo, algorithm: grpo}]");
    }
    List<Rule> rules = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (int i = 0; i < list.size(); i++) {
      String source = "%s: rules.%d".formatted(file, i);
      String name = name(list.get(i), source);
      if (!names.add(name)) {
        throw new InputException(
            "%s: two rules are called '%s': give each a different name".formatted(file, name));
      }
      ObjectNode said = list.get(i).deepCopy();
      said.remove(NAME);
      rules.add(Rule.of(name, own, new ConfigFile(source, said)));
    }
    return rules;
  }

  private static String name(JsonNode rule, String source) {
    if (!rule.isObject()) {
      throw new InputException(source + ": expected keys and values, such as {name: grpo}");
    }
    rule.fieldNames()
        .forEachRemaining(
            key -> {
              if (!KEYS.contains(key)) {
                throw new InputException(
                    "%s: unknown key '%s'%s Known here: %s"
                        .formatted(
                            source,
                            key,
                            Suggestion.of(key, KEYS)
                                .map(known -> "; did you mean '" + known + "'?")
                                .orElse("."),
                            String.join(", ", KEYS)));
              }
            });
    String name = rule.path(NAME).asText("");
    if (!NAMES.matcher(name).matches() || TAKEN.contains(name)) {
      throw new InputException(
          "%s: name is '%s': use letters, digits, -, _ and ., starting with a letter or digit; reports and rules.json are taken"
              .formatted(source, name));
    }
    return name;
  }

  /**
   * The run's own rule; GRPO, and GRPOVI with the adjustment that is the default, on the run's own
   * advantages. Neither of the two is defined where steps are rewarded: the run's is alone then;
   * and GRPOVI is not where the divergence from the reference policy is a part of the reward.
   */
  static List<Rule> ofEveryRun(JsonNode own) {
    List<Rule> rules = new ArrayList<>();
    Rule ofRun = Rule.of("own", own, said("own"));
    rules.add(ofRun);
    if (ofRun.settings().settings().advantage().supervision() == Supervision.OUTCOME) {
      rules.add(Rule.of("grpo", own, said("grpo")));
      if (!ofRun.settings().settings().advantage().kl().penalizes()) {
        rules.add(Rule.of("grpovi", own, said("grpovi")));
      }
    }
    return rules;
  }

  private static ConfigFile said(String name) {
    ObjectNode said = JsonNodeFactory.instance.objectNode();
    if (!name.equals("own")) {
      JsonNode defaults = SettingsMapper.mapper().valueToTree(GrpoConfig.defaults());
      said.put("algorithm", name);
      said.set("aggregation", defaults.path("aggregation"));
      if (name.equals("grpovi")) {
        said.set("adjustment", defaults.path("adjustment"));
      }
    }
    return new ConfigFile("rule '" + name + "'", said);
  }
}
