package dev.vireo.store.run;

import dev.vireo.schemas.DatasetType;
import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.SchemaDdl;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * SQL views with one row per completion, for SQL and pandas: rollouts with their rewards and
 * advantages, which the datasets store with one row per group.
 *
 * <p>The views read everything in the run directory, including an unfinished iteration, whose
 * rewards and advantages are null until their stages are done.
 */
public final class FlatViews {
  /** Name of the view that joins the others. */
  public static final String COMPLETIONS = "completions";

  private static final String JOINED =
      """
      SELECT r.iteration, r.prompt_id, r.sample_index, r.policy_step, r.prompt, r.answer,
        r.text, r.tokens, r.finish_reason,
        w.reward, w.reward_values,
        a.adjusted_reward, a.weight, a.advantage, a.filtered
      FROM rollout_completions r
      LEFT JOIN reward_completions w USING (iteration, prompt_id, sample_index)
      LEFT JOIN advantage_completions a USING (iteration, prompt_id, sample_index)\
      """;

  private FlatViews() {}

  /**
   * The views by name, in the order in which to create them. Each is a query that reads Parquet
   * files or earlier views. A dataset that does not exist yet counts as empty.
   */
  private static Map<String, String> queries(RunDirectory run) {
    Map<String, String> views = new LinkedHashMap<>();
    views.put(
        "rollout_completions",
        """
        SELECT iteration, prompt_id, policy_step, prompt, answer, c.sample_index, c.text,
          size(c.token_ids) AS tokens, c.finish_reason
        FROM %s LATERAL VIEW explode(completions) AS c\
        """
            .formatted(files(run, Datasets.ROLLOUTS)));
    views.put(
        "reward_completions",
        """
        SELECT iteration, prompt_id, c.sample_index, c.reward, map_from_entries(c.`values`) AS reward_values
        FROM %s LATERAL VIEW explode(completions) AS c\
        """
            .formatted(files(run, Datasets.REWARDS)));
    views.put(
        "advantage_completions",
        """
        SELECT iteration, prompt_id, c.sample_index, c.adjusted_reward, c.weight, c.advantage,
          filtered
        FROM %s LATERAL VIEW explode(completions) AS c\
        """
            .formatted(files(run, Datasets.ADVANTAGES)));
    views.put(COMPLETIONS, JOINED);
    return views;
  }

  private static String files(RunDirectory run, DatasetType<?> type) {
    if (run.list(type.name()).stream().anyMatch(name -> !name.startsWith("."))) {
      return "parquet.`" + run.uri(type.name()).replace("`", "``") + "`";
    }
    return type.schema().getFields().stream()
        .map(
            field ->
                "CAST(NULL AS " + SchemaDdl.sqlType(field.schema()) + ") AS `" + field.name() + "`")
        .collect(Collectors.joining(", ", "(SELECT ", " WHERE false)"));
  }

  /**
   * Statements that create the views in any Spark SQL session that can access the run directory.
   */
  public static String script(RunDirectory run) {
    StringBuilder script = new StringBuilder();
    queries(run)
        .forEach(
            (name, query) ->
                script
                    .append("CREATE OR REPLACE TEMPORARY VIEW ")
                    .append(name)
                    .append(" AS\n")
                    .append(query)
                    .append(";\n"));
    return script.toString();
  }
}
