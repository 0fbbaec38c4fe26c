package dev.vireo.jobs.evaluation;

import dev.vireo.algorithms.evaluation.JudgedCompletion;
import dev.vireo.algorithms.evaluation.LabelReport;
import dev.vireo.algorithms.evaluation.LengthFit;
import dev.vireo.algorithms.evaluation.RatingReport;
import dev.vireo.algorithms.evaluation.RewardReport;
import dev.vireo.jobs.data.preferences.RatedSource;
import dev.vireo.jobs.data.preferences.RatedSource.RatedTokens;
import dev.vireo.jobs.data.preferences.Verdict;
import dev.vireo.jobs.runtime.StageContext;
import dev.vireo.jobs.runtime.devices.StageResources;
import dev.vireo.jobs.scoring.ModelScorer;
import dev.vireo.models.scoring.TokenSequence;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Completions with a label or a rating, judged by a model.
 *
 * @param completions those that are judged
 * @param lengths what the lengths of training completions say of their ratings
 * @param unusable completions from which nothing can be learned
 */
record JudgedCompletions(ArrayList<JudgedCompletion> completions, LengthFit lengths, long unusable)
    implements Serializable {
  private static final long serialVersionUID = 1L;

  static JudgedCompletions of(
      StageContext context, RatedSource source, ModelScorer model, boolean heldOut) {
    List<Integer> chunks = source.dataset().chunks();
    List<JudgedCompletions> parts =
        StageResources.on(context.spark(), context.spark().parallelize(chunks, chunks.size()))
            .map(chunk -> ofChunk(source, chunk, model, heldOut))
            .collect();
    ArrayList<JudgedCompletion> completions = new ArrayList<>();
    parts.forEach(part -> completions.addAll(part.completions()));
    return new JudgedCompletions(
        completions,
        parts.stream().map(JudgedCompletions::lengths).reduce(LengthFit.NONE, LengthFit::plus),
        parts.stream().mapToLong(JudgedCompletions::unusable).sum());
  }

  private static JudgedCompletions ofChunk(
      RatedSource source, int chunk, ModelScorer model, boolean heldOut) {
    List<Optional<RatedTokens>> rows = source.read(chunk);
    List<RatedTokens> usable = rows.stream().flatMap(Optional::stream).toList();
    LengthFit lengths = LengthFit.NONE;
    for (RatedTokens each : usable) {
      lengths = each.heldOut() ? lengths : lengths.plus(each.ids().length, each.rating());
    }
    List<RatedTokens> wanted = usable.stream().filter(each -> each.heldOut() || !heldOut).toList();
    List<double[]> rewards =
        RewardPasses.rewards(wanted.stream().map(JudgedCompletions::text).toList(), model);
    ArrayList<JudgedCompletion> judged = new ArrayList<>();
    for (int i = 0; i < wanted.size(); i++) {
      RatedTokens each = wanted.get(i);
      judged.add(
          new JudgedCompletion(each.prompt(), rewards.get(i)[0], each.rating(), each.ids().length));
    }
    return new JudgedCompletions(judged, lengths, rows.size() - usable.size());
  }

  private static List<TokenSequence> text(RatedTokens each) {
    return List.of(new TokenSequence(each.promptIds(), each.ids(), new int[] {each.end()}));
  }

  /** The report on them. */
  RewardReport report(Verdict verdict, RewardEvaluationSettings settings) {
    return verdict == Verdict.LABEL
        ? LabelReport.of(completions, lengths, settings.bins())
        : RatingReport.of(completions, lengths);
  }
}
