package dev.vireo.pipelines;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.vireo.jobs.environments.EnvironmentSettings;
import dev.vireo.jobs.environments.Environments;
import dev.vireo.jobs.rewards.RewardFunctions;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.pipelines.config.JsonSchema;
import dev.vireo.pipelines.config.Setting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All settings of all pipelines, written for people and for editors. Everything here is read off
 * the settings records; docs/CONFIGURATION.md and conf/vireo.schema.json are written by it.
 */
public final class SettingsReference {

  private static final String TITLE = "The configuration of a Vireo run";

  private static final String PIPELINE = "pipeline";

  private static final String PREFACE =
      """
      # Configuration

      Every key of a run's configuration, with its type, its default and what it decides. `./vireo settings` prints
      the same, `./vireo settings rollouts` prints one section, and `./vireo init grpo` writes a starting file that
      has every key in it.

      The first key of a file is `pipeline:`. A file lists only what differs from the defaults. An empty section keeps
      its defaults; a list replaces the whole list. `--set key=value` overrides, with a dotted path
      (`--set rollouts.temperature=0.5`, `--set rewards.0.weight=2`). A section is laid over what is there, key by key;
      only another `type` begins with its own `options`: after `--set 'environment={type: python, options: {path:
      guess.py}}'`, or `--set environment.type=python --set environment.options.path=guess.py`, nothing is left of the
      options of a calculator. Any value can be `${env:NAME}`. "Absent" is a section that has no effect unless it is
      written; `{}` is enough.

      Editors that support the YAML language server's protocol complete and check a file with the line

          # yaml-language-server: $schema=PATH/TO/conf/vireo.schema.json

      This page and that schema are generated from the settings records:
      `./vireo settings --markdown > docs/CONFIGURATION.md` and `./vireo settings --schema > conf/vireo.schema.json`.
      """;

  private SettingsReference() {}

  /** The keys at or below a path, or all, a line each with its sentence below. */
  public static String text(PipelineKind pipeline, String path) {
    StringBuilder text = new StringBuilder();
    leaves(pipeline, path).forEach(setting -> line(setting, text));
    for (Choice choice : Choice.values()) {
      boolean all =
          path == null && pipeline.keys().stream().anyMatch(each -> each.path().equals(choice.key));
      if (all || choice.key.equals(path)) {
        choice
            .options()
            .forEach(
                (type, options) ->
                    choice
                        .options(type, options)
                        .forEach(option -> option.leaves().forEach(each -> line(each, text))));
      }
    }
    return text.toString();
  }

  /** What has a type, and options of its own for each. */
  private enum Choice {
    REWARD("rewards", "rewards", RewardFunctions.class, RewardSettings.class) {
      @Override
      SortedMap<String, Record> options() {
        return RewardFunctions.options();
      }
    },
    ENVIRONMENT("environment", "an environment", Environments.class, EnvironmentSettings.class) {
      @Override
      SortedMap<String, Record> options() {
        return Environments.options();
      }
    };

    private final String key;
    private final String words;
    private final Class<?> own;
    private final Class<? extends Record> settings;

    /**
     * @param key where it stands in a configuration
     * @param words what it is, for headings
     * @param own a class of the package of the types that come with Vireo
     * @param settings has type and options
     */
    Choice(String key, String words, Class<?> own, Class<? extends Record> settings) {
      this.key = key;
      this.words = words;
      this.own = own;
      this.settings = settings;
    }

    /** The defaults of each type's options, by type. */
    abstract SortedMap<String, Record> options();

    /** The options of some type. */
    List<Setting> options(String type, Record defaults) {
      return Setting.of(defaults.getClass(), key + "[type=" + type + "].options");
    }

    /** The options of the types that come with Vireo, by type. */
    SortedMap<String, List<Setting>> ownOptions() {
      SortedMap<String, List<Setting>> all = new TreeMap<>();
      options()
          .forEach(
              (type, defaults) -> {
                if (defaults.getClass().getPackageName().startsWith(own.getPackageName())) {
                  all.put(type, options(type, defaults));
                }
              });
      return all;
    }
  }

  private static void line(Setting setting, StringBuilder text) {
    text.append(setting.path());
    text.append(": ").append(value(setting)).append("  (").append(setting.kind()).append(")\n");
    text.append("    ").append(setting.text()).append('\n');
  }

  private static List<Setting> leaves(PipelineKind pipeline, String path) {
    if (path != null) {
      return Setting.find(pipeline.keys(), path).leaves();
    }
    List<Setting> leaves = new ArrayList<>();
    pipeline.keys().forEach(each -> leaves.addAll(each.leaves()));
    return leaves;
  }

  private static String value(Setting setting) {
    if (setting.isSection()) {
      return "absent";
    }
    return setting.written().isEmpty() ? "no default" : setting.written();
  }

  /** A page with a table for each section of each pipeline; what pipelines share appears once. */
  public static String markdown() {
    Map<Section, List<String>> sections = new LinkedHashMap<>();
    for (PipelineKind pipeline : PipelineKind.ALL) {
      List<Setting> alone = pipeline.keys().stream().filter(each -> each.keys().isEmpty()).toList();
      List<Section> all = new ArrayList<>();
      all.add(new Section("", pipeline.purpose(), alone));
      for (Setting setting : pipeline.keys()) {
        if (!setting.keys().isEmpty()) {
          all.add(new Section(setting.path(), setting.text(), setting.leaves()));
        }
      }
      for (Section section : all) {
        sections.computeIfAbsent(section, each -> new ArrayList<>()).add(pipeline.name());
      }
    }
    StringBuilder page = new StringBuilder(PREFACE);
    sections.forEach((section, pipelines) -> page.append(section.table(pipelines)));
    for (Choice choice : Choice.values()) {
      choice
          .ownOptions()
          .forEach(
              (type, options) -> {
                List<Setting> leaves =
                    options.stream().flatMap(option -> option.leaves().stream()).toList();
                page.append("\n## Options of %s of type `%s`\n".formatted(choice.words, type));
                Section.rows(leaves, page);
              });
    }
    return page.toString();
  }

  /** Keys that stand together. */
  private record Section(String path, String text, List<Setting> settings) {

    String table(List<String> pipelines) {
      StringBuilder table = new StringBuilder();
      String names = String.join(", ", pipelines);
      table.append(
          path.isEmpty()
              ? "\n## Pipeline `%s`\n\n%s\n".formatted(names, text)
              : "\n## `%s`\n\nIn %s: %s.\n".formatted(path, names, text));
      rows(settings, table);
      return table.toString();
    }

    static void rows(List<Setting> settings, StringBuilder table) {
      table.append("\n| key | type | default | what it decides |\n|---|---|---|---|\n");
      for (Setting setting : settings) {
        table.append(
            "| `%s` | %s | %s | %s |\n"
                .formatted(
                    setting.path(),
                    cell(setting.kind()),
                    setting.isSection() ? "absent" : code(setting.written()),
                    cell(setting.text())));
      }
    }

    private static String code(String value) {
      return value.isEmpty() ? "" : "`" + cell(value) + "`";
    }

    private static String cell(String text) {
      return text.replace("|", "\\|");
    }
  }

  /** A JSON schema of configuration files. */
  public static String schema() {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("$schema", "http://json-schema.org/draft-07/schema#");
    root.put("title", TITLE);
    root.put("type", "object");
    JsonSchema schema = new JsonSchema();
    ObjectNode name = JsonNodeFactory.instance.objectNode();
    PipelineKind.names().forEach(name.putArray("enum")::add);
    root.putObject("properties").set(PIPELINE, name);
    root.putArray("required").add(PIPELINE);
    // Each pipeline has keys of its own.
    for (PipelineKind pipeline : PipelineKind.ALL) {
      ObjectNode choice = root.withArray("allOf").addObject();
      choice
          .putObject("if")
          .putObject("properties")
          .putObject(PIPELINE)
          .put("const", pipeline.name());
      choice.set("then", schema.object(pipeline.keys()));
    }
    for (Choice choice : Choice.values()) {
      ObjectNode typed = (ObjectNode) schema.definitions().get(choice.settings.getSimpleName());
      choice
          .ownOptions()
          .forEach((type, options) -> typed.withArray("allOf").add(ofType(type, options, schema)));
    }
    root.set("definitions", schema.definitions());
    return root.toPrettyString() + "\n";
  }

  /** What may be said under options with a type. */
  private static ObjectNode ofType(String type, List<Setting> options, JsonSchema schema) {
    ObjectNode choice = JsonNodeFactory.instance.objectNode();
    ObjectNode condition = choice.putObject("if");
    condition.putArray("required").add("type");
    condition.putObject("properties").putObject("type").put("const", type);
    ObjectNode allowed = schema.object(options);
    for (Setting option : options) {
      if (option.type().getRawClass() == String.class) {
        // A number, such as that of a label, is taken as it is written.
        ObjectNode property = (ObjectNode) allowed.get("properties").get(option.key());
        property.withArray("type").add("number").add("boolean");
      }
    }
    choice.putObject("then").putObject("properties").set("options", allowed);
    return choice;
  }
}
