package dev.vireo.jobs.rewards;

import dev.vireo.algorithms.InputException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

/**
 * Scores completions with the rewards of a run. It goes to the executors as it is.
 *
 * <p>It computes the rewards that look at one completion. The values of column rewards come from
 * outside ({@link ColumnScorer}) and are only combined here.
 */
public final class RewardScorer implements Serializable {
  private final List<RewardSettings> rewards;

  /** In the order of the rewards; null where the reward works on columns. */
  private final RewardFunction[] functions;

  /** Versions of the functions' providers, in the same order. */
  private final int[] versions;

  private final boolean light;

  private RewardScorer(
      List<RewardSettings> rewards, RewardFunction[] functions, int[] versions, boolean light) {
    this.light = light;
    this.rewards = rewards;
    this.functions = functions;
    this.versions = versions;
  }

  /**
   * The scorer of these rewards.
   *
   * @throws InputException when there is none, a name occurs twice, a type is unknown or an option
   *     is wrong
   */
  public static RewardScorer create(List<RewardSettings> rewards) {
    List<RewardSettings> checked = RewardSettings.checked(rewards);
    RewardFunction[] functions = new RewardFunction[checked.size()];
    int[] versions = new int[functions.length];
    boolean light = true;
    for (int i = 0; i < functions.length; i++) {
      RewardSettings reward = checked.get(i);
      if (!RewardFunctions.worksOnColumns(reward.type())) {
        RewardFunctionProvider provider = RewardFunctions.provider(reward);
        functions[i] = RewardFunctions.create(reward, provider);
        versions[i] = provider.version();
        light &= provider.isLight();
      }
    }
    return new RewardScorer(checked, functions, versions, light);
  }

  /** Whether each value takes microseconds at most, as its provider says. */
  public boolean isLight() {
    return light;
  }

  /** The rewards, in the order of their values. */
  public List<RewardSettings> rewards() {
    return rewards;
  }

  /** The rewards' names, in the order of their values. */
  public List<String> names() {
    return rewards.stream().map(RewardSettings::name).toList();
  }

  /** The rewards that work on columns; empty where {@link #score(List)} does everything. */
  public List<RewardSettings> columnRewards() {
    return rewards.stream().filter(r -> RewardFunctions.worksOnColumns(r.type())).toList();
  }

  /**
   * Scores the completions of one prompt, in order of their sample index.
   *
   * @throws InputException when a reward works on columns, when a function throws or gives an
   *     infinite value; it names reward, prompt and sample
   */
  public List<ScoredCompletion> score(List<RewardInput> group) {
    if (!columnRewards().isEmpty()) {
      throw new InputException(
          "reward '%s' is of type %s, which cannot score single completions here; use a reward of another type"
              .formatted(columnRewards().get(0).name(), columnRewards().get(0).type()));
    }
    List<ScoredCompletion> scored = new ArrayList<>(group.size());
    for (int sample = 0; sample < group.size(); sample++) {
      scored.add(score(group.get(sample), sample, new double[0]));
    }
    return scored;
  }

  /**
   * Scores groups of completions on the driver, column rewards included: for as many as fit into
   * its memory.
   *
   * @param groups for each prompt its completions, in order of their sample index
   * @throws InputException as {@link #score(List)} does, or when a column reward cannot be made
   */
  public List<List<ScoredCompletion>> scoreGroups(
      SparkSession spark, List<List<RewardInput>> groups) {
    List<Row> rows = new ArrayList<>();
    for (List<RewardInput> group : groups) {
      for (int sample = 0; sample < group.size(); sample++) {
        rows.add(CompletionRows.row(group.get(sample), sample));
      }
    }
    List<double[]> values =
        columnRewards().isEmpty()
            ? Collections.nCopies(rows.size(), new double[0])
            : ColumnScorer.create(columnRewards(), spark).score(rows);
    List<List<ScoredCompletion>> scored = new ArrayList<>(groups.size());
    int next = 0;
    for (List<RewardInput> group : groups) {
      List<ScoredCompletion> completions = new ArrayList<>(group.size());
      for (int sample = 0; sample < group.size(); sample++) {
        completions.add(score(group.get(sample), sample, values.get(next++)));
      }
      scored.add(completions);
    }
    return scored;
  }

  /**
   * What the values depend on, beside the completions: for the fingerprint of a stage that scores.
   * A pipeline counts by its content, wherever it lies.
   */
  public Map<String, Object> identity(Configuration configuration) {
    return RewardIdentity.of(rewards, versions, configuration);
  }

  /**
   * Scores one completion.
   *
   * @param columnValues values of the column rewards, in their order
   */
  ScoredCompletion score(RewardInput input, int sampleIndex, double[] columnValues) {
    Map<String, Double> values = new LinkedHashMap<>();
    double sum = 0;
    boolean any = false;
    int column = 0;
    for (int i = 0; i < functions.length; i++) {
      RewardSettings reward = rewards.get(i);
      double value =
          functions[i] == null
              ? columnValues[column++]
              : value(functions[i], reward, input, sampleIndex);
      if (Double.isInfinite(value)) {
        throw new InputException(
            "%s gave %s: a reward must be finite, or NaN for none"
                .formatted(where(reward, input, sampleIndex), value));
      }
      values.put(reward.name(), value);
      if (reward.weight() != 0 && !Double.isNaN(value)) {
        sum += reward.weight() * value;
        any = true;
      }
    }
    return new ScoredCompletion(any ? sum : Double.NaN, values);
  }

  private static double value(
      RewardFunction function, RewardSettings reward, RewardInput input, int sampleIndex) {
    try {
      return function.reward(input);
    } catch (InputException e) {
      throw new InputException(
          "%s: %s".formatted(where(reward, input, sampleIndex), e.getMessage()), e);
    } catch (RuntimeException | StackOverflowError e) {
      String reason = e.toString().lines().findFirst().orElse("");
      throw new InputException(
          "%s failed: %s".formatted(where(reward, input, sampleIndex), reason), e);
    }
  }

  private static String where(RewardSettings reward, RewardInput input, int sampleIndex) {
    return "reward '%s' (%s) on prompt '%s', sample %d"
        .formatted(reward.name(), reward.type(), input.promptId(), sampleIndex);
  }
}
