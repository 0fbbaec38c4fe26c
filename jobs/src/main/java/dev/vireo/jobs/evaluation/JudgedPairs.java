package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.evaluation.JudgedPair;
import dev.vireo.algorithms.evaluation.PreferenceModelReport;
import dev.vireo.algorithms.evaluation.RewardModelReport;
import dev.vireo.algorithms.evaluation.RewardReport;
import dev.vireo.jobs.data.preferences.RewardPairSource;
import dev.vireo.jobs.data.preferences.RewardPairSource.RewardPairTokens;
import dev.vireo.jobs.data.preferences.RewardPairSource.Side;
import dev.vireo.jobs.rewards.mllib.MllibBaseline;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.models.scoring.TokenSequence;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.sql.Row;

/**
 * Pairs, judged by a model.
 *
 * @param pairs those that are judged; of a preference model with the halves of its log-odds that
 *     the first completion is preferred
 * @param longer training pairs whose preferred side is the longer one, less those where it is the
 *     shorter one
 * @param unusable pairs from which nothing can be learned
 */
record JudgedPairs(ArrayList<JudgedPair> pairs, long longer, long unusable)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static JudgedPairs of(
      StageContext context, RewardPairSource source, ModelScorer model, boolean heldOut) {
    List<Integer> chunks = source.dataset().chunks();
    List<JudgedPairs> parts =
        StageResources.on(context.spark(), context.spark().parallelize(chunks, chunks.size()))
            .map(chunk -> ofChunk(source, chunk, model, heldOut))
            .collect();
    ArrayList<JudgedPair> pairs = new ArrayList<>();
    parts.forEach(part -> pairs.addAll(part.pairs()));
    return new JudgedPairs(
        pairs,
        parts.stream().mapToLong(JudgedPairs::longer).sum(),
        parts.stream().mapToLong(JudgedPairs::unusable).sum());
  }

  private static JudgedPairs ofChunk(
      RewardPairSource source, int chunk, ModelScorer model, boolean heldOut) {
    List<Optional<RewardPairTokens>> rows = source.read(chunk);
    List<RewardPairTokens> usable = rows.stream().flatMap(Optional::stream).toList();
    long longer =
        usable.stream()
            .filter(pair -> !pair.heldOut())
            .mapToLong(pair -> Integer.compare(pair.chosen().length(), pair.rejected().length()))
            .sum();
    List<RewardPairTokens> wanted =
        usable.stream().filter(pair -> pair.heldOut() || !heldOut).toList();
    List<double[]> rewards =
        RewardPasses.rewards(wanted.stream().map(JudgedPairs::texts).toList(), model);
    double part = source.reading().separator() == null ? 1 : 0.5;
    ArrayList<JudgedPair> judged = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      RewardPairTokens pair = wanted.get(i);
      judged.add(
          new JudgedPair(
              pair.prompt(),
              part * rewards.get(i)[0],
              part * rewards.get(i)[1],
              pair.chosen().length(),
              pair.rejected().length(),
              pair.margin().orElse(Double.NaN)));
    }
    return new JudgedPairs(judged, longer, rows.size() - usable.size());
  }

  private static List<TokenSequence> texts(RewardPairTokens pair) {
    return List.of(text(pair, pair.chosen()), text(pair, pair.rejected()));
  }

  private static TokenSequence text(RewardPairTokens pair, Side side) {
    return new TokenSequence(pair.promptIds(), side.ids(), new int[] {side.end()});
  }

  /** The report on them. */
  RewardReport report(
      StageContext context, RewardPairSource source, RewardEvaluationSettings settings) {
    RewardModelReport report =
        RewardModelReport.of(pairs, settings.bins(), settings.groups(), longer >= 0);
    if (settings.mllib()) {
      RewardModelReport alone = report;
      report =
          MllibBaseline.margins(context.session(), words(context, source), settings.heldOut() > 0)
              .map(margins -> alone.withMllib(pairs, margins))
              .orElse(alone);
    }
    return source.reading().separator() == null ? report : PreferenceModelReport.of(pairs, report);
  }

  /** The texts of the pairs that the model can use. */
  private static JavaRDD<Row> words(StageContext context, RewardPairSource source) {
    return context
        .spark()
        .parallelize(source.dataset().chunks(), 1)
        .flatMap(
            chunk -> {
              List<Optional<RewardPairTokens>> rows = source.read(chunk);
              List<List<String>> texts = source.texts(chunk);
              List<Row> words = new ArrayList<>();
              for (int row = 0; row < texts.size(); row++) {
                List<String> text = texts.get(row);
                rows.get(row)
                    .ifPresent(
                        pair ->
                            words.addAll(
                                MllibBaseline.rows(text.get(0), text.get(1), pair.heldOut())));
              }
              return words.iterator();
            });
  }
}
