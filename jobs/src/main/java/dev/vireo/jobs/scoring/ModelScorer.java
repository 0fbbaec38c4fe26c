package dev.vireo.jobs.scoring;

import dev.vireo.jobs.policy.PolicyCheckpoint;
import dev.vireo.jobs.runtime.devices.TaskCompute;
import dev.vireo.jobs.runtime.pool.ModelPool;
import dev.vireo.jobs.runtime.pool.ModelVersion;
import dev.vireo.jobs.runtime.pool.Role;
import dev.vireo.jobs.torch.TorchSettings;
import dev.vireo.jobs.torch.WorkerModel;
import dev.vireo.jobs.torch.WorkerPool;
import dev.vireo.models.engine.Model;
import dev.vireo.models.scoring.LogprobScorer;
import dev.vireo.models.scoring.SequenceScorer;
import dev.vireo.models.scoring.TokenSequence;
import dev.vireo.models.scoring.ValueScorer;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.IntStream;

/**
 * A model that scores inside tasks, by the engine of the run. It travels with tasks; the files stay
 * where they are until a task needs them.
 *
 * @param role what it is for
 * @param version its parameters as the local engine uses them
 * @param files where they lie on this machine
 */
public record ModelScorer(Role role, ModelVersion version, Files files)
    implements Scores, Serializable {

  /** Directories of a model on this machine, copied there where need be. */
  public interface Files extends Serializable {

    /** That of the whole model. */
    Path model();

    /** That of the adapter beside it; empty where there is none. */
    default Optional<Path> adapter() {
      return Optional.empty();
    }
  }

  private record CheckpointFiles(PolicyCheckpoint checkpoint) implements Files {

    @Override
    public Path model() {
      return checkpoint.base().local();
    }

    @Override
    public Optional<Path> adapter() {
      return checkpoint.under() == null ? Optional.empty() : Optional.of(checkpoint.local());
    }
  }

  /** A policy or a critic. */
  public static ModelScorer of(Role role, PolicyCheckpoint checkpoint) {
    return new ModelScorer(role, checkpoint.version(), new CheckpointFiles(checkpoint));
  }

  @Override
  public List<double[][]> logprobs(List<List<TokenSequence>> groups, double temperature) {
    return TorchSettings.here()
        .map(workers -> byWorker(workers, worker -> worker.logprobs(groups, temperature)))
        .orElseGet(
            () ->
                local(
                    groups, model -> group -> new LogprobScorer(model).score(group, temperature)));
  }

  @Override
  public List<double[][]> values(List<List<TokenSequence>> groups) {
    return TorchSettings.here()
        .map(workers -> byWorker(workers, worker -> worker.values(groups)))
        .orElseGet(() -> local(groups, model -> group -> new ValueScorer(model).score(group)));
  }

  /**
   * A label's logit at the last token of texts that is not padding, as {@link SequenceScorer} has
   * it.
   *
   * @param batches what goes through the model together
   * @return of each batch [B]
   */
  public List<double[]> scores(List<List<int[]>> batches, int label) {
    return TorchSettings.here()
        .map(workers -> byWorker(workers, worker -> worker.values(ends(batches))))
        .map(values -> values.stream().map(batch -> ofLabel(batch, label)).toList())
        .orElseGet(
            () ->
                ModelPool.with(
                    role,
                    version,
                    model -> {
                      SequenceScorer scorer =
                          new SequenceScorer(model, version.config().padTokenId());
                      return batches.stream().map(batch -> doubles(scorer, batch, label)).toList();
                    }));
  }

  /** Texts that are all prompt, and end with the token that is asked for. */
  private List<List<TokenSequence>> ends(List<List<int[]>> batches) {
    return batches.stream()
        .map(
            batch ->
                batch.stream()
                    .map(
                        text ->
                            Arrays.copyOf(
                                text,
                                SequenceScorer.scored(text, version.config().padTokenId()) + 1))
                    .map(text -> TokenSequence.ofStates(text, new int[0], 1))
                    .toList())
        .toList();
  }

  private static double[] ofLabel(double[][] values, int label) {
    return Arrays.stream(values).mapToDouble(each -> each[label]).toArray();
  }

  private static double[] doubles(SequenceScorer scorer, List<int[]> texts, int label) {
    float[] scores = scorer.score(texts, label);
    return IntStream.range(0, scores.length).mapToDouble(i -> scores[i]).toArray();
  }

  private List<double[][]> byWorker(
      TorchSettings workers, Function<Scores, List<double[][]>> work) {
    return WorkerPool.with(
        workers,
        new WorkerPool.Scored(version.key(), role == Role.REWARD, this::loaded),
        worker -> work.apply(new WorkerScores(worker, 0, 1)));
  }

  private List<double[][]> local(
      List<List<TokenSequence>> groups,
      Function<Model, Function<List<TokenSequence>, double[][]>> scorer) {
    return ModelPool.with(
        role, version, model -> groups.stream().map(scorer.apply(model)).toList());
  }

  /** What a worker loads. */
  WorkerModel loaded() {
    return WorkerModel.scoring(
        files.model(),
        files.adapter(),
        WorkerModel.head(version.head()),
        role == Role.REWARD ? version.compute().products() : TaskCompute.products());
  }
}
