package dev.vireo.jobs.rewards.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.jobs.rewards.BatchRewardFunction;
import dev.vireo.jobs.rewards.BatchStepRewardFunction;
import dev.vireo.jobs.rewards.RewardFunction;
import dev.vireo.jobs.rewards.RewardInput;
import dev.vireo.jobs.rewards.RewardSettings;
import dev.vireo.jobs.rewards.StepRewardFunction;
import dev.vireo.jobs.rewards.columns.ColumnScorer;
import dev.vireo.jobs.rewards.columns.CompletionRows;
import dev.vireo.jobs.rewards.published.DatasetRewards;
import dev.vireo.schemas.Verdict;
import dev.vireo.store.run.RunDirectory;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SparkSession;

// Over 300 lines: what others ask of a run's rewards is asked here, most of it in a line.
/**
 * Scores completions with the rewards of a run. It is sent to the executors as it is.
 *
 * <p>It computes the rewards that look at one completion. The values of column rewards ({@link
 * ColumnScorer}) and of published ones ({@link DatasetRewards}) come from elsewhere and are only
 * combined here.
 */
public final class RewardScorer implements Serializable {
  private final List<RewardSettings> rewards;

  private final ScoringFunctions functions;

  private RewardScorer(List<RewardSettings> checked) {
    this(checked, ScoringFunctions.of(checked));
  }

  private RewardScorer(List<RewardSettings> rewards, ScoringFunctions functions) {
    this.rewards = rewards;
    this.functions = functions;
  }

  /**
   * The scorer of these rewards.
   *
   * @throws InputException when there is none, a name occurs twice, a type is unknown or an option
   *     is wrong
   */
  public static RewardScorer create(List<RewardSettings> rewards) {
    return new RewardScorer(RewardSettings.checked(rewards));
  }

  /**
   * The scorer for completions that nobody published values for, such as those of held-out prompts;
   * empty if all rewards are published ones. If none of the others has a weight, the sum is NaN.
   *
   * @throws InputException as {@link #create}
   */
  public static Optional<RewardScorer> withoutDatasets(List<RewardSettings> rewards) {
    List<RewardSettings> computed =
        RewardSettings.checked(rewards).stream().filter(reward -> !reward.isDataset()).toList();
    return computed.isEmpty() ? Optional.empty() : Optional.of(new RewardScorer(computed));
  }

  /** The folder in a run's directory with the answers of judges whose options name no other. */
  public static final String ANSWERS = "judge-answers";

  /**
   * This scorer, whose judges' answers are kept in a run as soon as they are there, so that none is
   * asked the same again.
   */
  public RewardScorer keepingAnswersIn(RunDirectory run) {
    return asksJudges()
        ? new RewardScorer(rewards, functions.keepingAnswersIn(run.child(ANSWERS)))
        : this;
  }

  /** Whether a reward asks a judge. */
  public boolean asksJudges() {
    return functions.asksJudges();
  }

  /** The answers of judges that are kept about a chunk's completions. */
  public List<Verdict> verdicts(List<RewardInput> completions, int iteration) {
    return functions.verdicts(completions, iteration);
  }

  /** Whether each value takes microseconds at most, as its provider says. */
  public boolean isLight() {
    return functions.isLight();
  }

  /** Whether all functions give the same bits each time. */
  public boolean isRepeatable() {
    return functions.isRepeatable();
  }

  /** Whether a function may ask for a completion's tokens, or its steps have to be found there. */
  boolean asksForTokens() {
    return functions.takesBatches() || functions.judgesSteps();
  }

  /** Whether a reward with a weight judges the steps of completions. */
  public boolean judgesSteps() {
    return functions.judgesSteps();
  }

  /**
   * Checks that the servers that functions will ask take connections.
   *
   * @throws InputException naming the reward whose server does not
   */
  public void checkServers() {
    functions.checkServers();
  }

  /**
   * Checks that prompts have the attributes that functions cannot do without.
   *
   * @throws InputException naming the reward and the first that is not there
   */
  public void checkAttributes(Collection<String> attributes) {
    functions.checkAttributes(attributes);
  }

  /** The scorer with one of the rewards alone. */
  public RewardScorer only(String reward) {
    int place = names().indexOf(reward);
    return new RewardScorer(List.of(rewards.get(place)), functions.only(place));
  }

  /** Whether a reward's values say how completions compare with others of their group alone. */
  public boolean comparesWithinGroup(String reward) {
    RewardFunction function = functions.of(names().indexOf(reward));
    return function != null && function.comparesWithinGroup();
  }

  /** The rewards, in the order of their values. */
  public List<RewardSettings> rewards() {
    return rewards;
  }

  /** The rewards' names, in the order of their values. */
  public List<String> names() {
    return rewards.stream().map(RewardSettings::name).toList();
  }

  /** The rewards that work on columns; empty if {@link #score(List)} does everything. */
  public List<RewardSettings> columnRewards() {
    return ConfiguredRewards.ofColumns(rewards);
  }

  /** The rewards whose values are published into the run. */
  public List<RewardSettings> datasetRewards() {
    return rewards.stream().filter(RewardSettings::isDataset).toList();
  }

  /**
   * Scores the completions of one prompt, in order of their sample index.
   *
   * @throws InputException when a reward works on columns, when a function throws or gives an
   *     infinite value; it names reward, prompt and sample
   */
  public List<ScoredCompletion> score(List<RewardInput> group) {
    return scoreGroups(List.of(group)).get(0);
  }

  /**
   * Scores the completions of several prompts, which functions that take many at once see together.
   *
   * @param groups for each prompt its completions, in order of their sample index
   * @throws InputException as {@link #score(List)} does
   */
  public List<List<ScoredCompletion>> scoreGroups(List<List<RewardInput>> groups) {
    ConfiguredRewards.requireFunctions(rewards);
    List<RewardInput> inputs = groups.stream().flatMap(List::stream).toList();
    List<double[]> none = Collections.nCopies(inputs.size(), new double[0]);
    return combine(groups, none, batchValues(inputs));
  }

  /**
   * Scores groups of completions on the driver, column rewards included: for as many as fit into
   * its memory.
   *
   * @param groups for each prompt its completions, in order of their sample index
   * @param batchValues of all of them, as {@link #batchValues} gave them where there is room for a
   *     model
   * @throws InputException as {@link #score(List)} does, or when a column reward cannot be made
   */
  public List<List<ScoredCompletion>> scoreGroups(
      SparkSession spark, List<List<RewardInput>> groups, List<BatchValues> batchValues) {
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
    return combine(groups, values, batchValues);
  }

  private List<List<ScoredCompletion>> combine(
      List<List<RewardInput>> groups, List<double[]> columnValues, List<BatchValues> batchValues) {
    List<List<ScoredCompletion>> scored = new ArrayList<>(groups.size());
    int next = 0;
    for (List<RewardInput> group : groups) {
      List<ScoredCompletion> completions = new ArrayList<>(group.size());
      for (int sample = 0; sample < group.size(); sample++) {
        completions.add(
            score(
                group.get(sample),
                sample,
                columnValues.get(next),
                batchValues.get(next),
                new double[0],
                new ChunkLog(1),
                0));
        next++;
      }
      scored.add(completions);
    }
    return scored;
  }

  /**
   * What the values depend on, besides the completions: for the fingerprint of a stage that scores.
   * A pipeline or a model counts by its content, wherever it is.
   */
  public Map<String, Object> identity(Configuration configuration) {
    return functions.identity(configuration);
  }

  /**
   * What the functions that take many completions at once say of them.
   *
   * @param completions a chunk's: the values may depend on which there are
   * @return for each completion what those functions say
   * @throws InputException when one of them fails; it names the reward
   */
  public List<BatchValues> batchValues(List<RewardInput> completions) {
    return batchValues(completions, new ChunkLog(completions.size()));
  }

  /** The same, with what they say besides. */
  List<BatchValues> batchValues(List<RewardInput> completions, ChunkLog log) {
    return functions.batchValues(completions, log);
  }

  /**
   * Scores one completion.
   *
   * @param columnValues values of the column rewards, in their order
   * @param batchValues what the functions that take many completions at once say
   * @param datasetValues values of the published rewards, in theirs
   * @param log takes what functions say besides
   * @param place the completion's in the log
   */
  ScoredCompletion score(
      RewardInput input,
      int sampleIndex,
      double[] columnValues,
      BatchValues batchValues,
      double[] datasetValues,
      ChunkLog log,
      int place) {
    CompletionScore score =
        new CompletionScore(input.completion().length(), functions.judgesSteps());
    int column = 0;
    int batch = 0;
    int batchSteps = 0;
    int dataset = 0;
    for (int i = 0; i < rewards.size(); i++) {
      RewardSettings reward = rewards.get(i);
      if (functions.of(i) instanceof StepRewardFunction function) {
        score.add(
            reward,
            function instanceof BatchStepRewardFunction
                ? batchValues.steps().get(batchSteps++)
                : FunctionCalls.steps(function, reward, input, sampleIndex));
        continue;
      }
      double value;
      if (reward.isDataset()) {
        value = datasetValues[dataset++];
      } else if (functions.of(i) == null) {
        value = columnValues[column++];
      } else if (functions.of(i) instanceof BatchRewardFunction) {
        value = batchValues.values()[batch++];
      } else {
        value =
            FunctionCalls.value(functions.of(i), reward, input, sampleIndex, log.of(reward, place));
      }
      value = reward.corrected(value, input.completionTokens());
      value = FunctionCalls.normalized(value, reward, input, sampleIndex);
      if (Double.isInfinite(value)) {
        throw new InputException(
            "%s gave %s: a reward must be finite, or NaN for none"
                .formatted(FunctionCalls.where(reward, input, sampleIndex), value));
      }
      score.add(reward, value);
    }
    return score.done();
  }
}
