package dev.vireo.jobs.runtime.stage;

import dev.vireo.jobs.runtime.progress.Progress;
import dev.vireo.jobs.runtime.progress.StageProgress;
import dev.vireo.jobs.runtime.progress.StageStatus;
import dev.vireo.store.files.Storage;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.manifest.Provenance;
import dev.vireo.store.manifest.StageChange;
import dev.vireo.store.parquet.ChunkFile;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import dev.vireo.store.run.RunFolders;
import java.io.Serializable;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.resource.ResourceProfile;

/**
 * Runs a stage: one task per chunk, one file per chunk, and the manifest when all are there.
 *
 * <p>What is there already is not made again. A manifest with the stage's fingerprint means that
 * nothing runs; without one, chunk files that carry the fingerprint are kept. A manifest with
 * another fingerprint is refused: what is finished is deleted by whoever wants it gone, never
 * replaced.
 *
 * <pre>{@code
 * DatasetHandle<Rewards> rewards =
 *     ChunkStage.<Integer, Rewards>of(run.partition(Datasets.REWARDS, iteration), fingerprint)
 *         .progress(progress, iteration)
 *         .run(spark, chunks, (index, chunk) -> ChunkResult.of(score(rollouts.read(chunk))));
 * }</pre>
 *
 * @param <C> describes a chunk; it travels to the task
 * @param <T> class of a row
 */
public final class ChunkStage<C extends Serializable, T extends SpecificRecordBase> {
  private final Partition<T> output;
  private final Fingerprint fingerprint;
  private Progress progress = Progress.NONE;
  private int iteration;
  private long step = StageStatus.NO_STEP;
  private String unit = "chunks";
  private ToLongFunction<C> size = chunk -> 1;
  private StageMetrics metrics = StageMetrics.NONE;
  private boolean repeatable = true;
  private ResourceProfile resources;
  private boolean onDriver;

  private ChunkStage(Partition<T> output, Fingerprint fingerprint) {
    this.output = output;
    this.fingerprint = fingerprint;
  }

  /** A stage that fills {@code output} with what {@code fingerprint} stands for. */
  public static <C extends Serializable, T extends SpecificRecordBase> ChunkStage<C, T> of(
      Partition<T> output, Fingerprint fingerprint) {
    return new ChunkStage<>(output, fingerprint);
  }

  /** Tells {@code listener} how far the stage is, as part of an iteration; 0 for none. */
  public ChunkStage<C, T> progress(Progress listener, int ofIteration) {
    progress = listener;
    iteration = ofIteration;
    return this;
  }

  /** Says that the stage judges the policy after so many optimizer steps. */
  public ChunkStage<C, T> judging(long ofStep) {
    step = ofStep;
    return this;
  }

  /** Counts progress in {@code units} (a plural), of which a chunk has {@code chunkSize}. */
  public ChunkStage<C, T> counting(String units, ToLongFunction<C> chunkSize) {
    unit = units;
    size = chunkSize;
    return this;
  }

  /** Shows these numbers while the stage runs. */
  public ChunkStage<C, T> showing(StageMetrics shown) {
    metrics = shown;
    return this;
  }

  /**
   * For a chunk function that cannot repeat itself, such as one that asks a remote server: of two
   * attempts at a chunk, the first to finish counts.
   */
  public ChunkStage<C, T> firstWriterWins() {
    repeatable = false;
    return this;
  }

  /** Runs the tasks on the driver where the work is {@code small}, rather than as a Spark job. */
  public ChunkStage<C, T> onDriverIf(boolean small) {
    onDriver = small;
    return this;
  }

  /** Runs the tasks on executors with these resources; on any where there are none. */
  public ChunkStage<C, T> on(Optional<ResourceProfile> profile) {
    resources = profile.orElse(null);
    return this;
  }

  /**
   * Why {@link #run} would do anything: settings and inputs that changed, or files that are
   * missing, a line each. Empty where the stage is done.
   */
  public List<String> reasonsToRun() {
    takeOver();
    Optional<Manifest> manifest = output.manifest();
    if (manifest.isEmpty()) {
      return List.of("it is not finished");
    }
    List<String> reasons = new ArrayList<>();
    manifest
        .get()
        .fingerprint()
        .differences(fingerprint)
        .forEach(difference -> reasons.add(difference.toString()));
    if (reasons.isEmpty()) {
      output
          .missing(manifest.get())
          .forEach(file -> reasons.add(file + " is missing or has another size"));
    }
    return reasons;
  }

  /**
   * The stage's output, where it is done: progress then hears that the stage is skipped. Saves
   * making the chunks' descriptions; {@link #run} does it by itself.
   *
   * @throws dev.vireo.algorithms.InputException if the output was made from something else
   */
  public Optional<DatasetHandle<T>> skipIfFinished() {
    Optional<DatasetHandle<T>> finished = finished();
    if (finished.isEmpty()) {
      output.run().requireOwnWork(fingerprint.stage());
      return finished;
    }
    DatasetHandle<T> handle = finished.get();
    StageProgress stage = start(handle.chunkCount(), "chunks");
    stage.skip(metrics.show(handle.manifest().totals(), stage.seconds()));
    return finished;
  }

  private Optional<DatasetHandle<T>> finished() {
    takeOver();
    Optional<Manifest> manifest = output.manifest();
    manifest.ifPresent(this::refuse);
    return manifest
        .filter(published -> output.missing(published).isEmpty())
        .map(published -> new DatasetHandle<>(output, published));
  }

  /**
   * Makes sure that nothing finished would be replaced.
   *
   * @throws dev.vireo.algorithms.InputException if the output was made from something else; its
   *     cause is a {@link StageChange}
   */
  public void refuseOthers() {
    output.manifest().ifPresent(this::refuse);
  }

  private void refuse(Manifest published) {
    StageChange.refuse(output.uri(), published.fingerprint(), fingerprint);
  }

  /** In a fork: takes over what the other run has made from the same. */
  private void takeOver() {
    Optional<RunDirectory> origin = output.run().origin();
    if (origin.isPresent() && output.manifest().isEmpty()) {
      new Partition<>(origin.get(), output.type(), output.name())
          .published()
          .filter(there -> there.manifest().fingerprint().equals(fingerprint))
          .ifPresent(there -> RunFolders.copy(origin.get(), output.run(), output.path()));
    }
  }

  /**
   * Makes the chunks that are not there as Spark tasks, and publishes them all.
   *
   * @throws dev.vireo.algorithms.InputException as thrown by {@code function}, for the first of the
   *     chunks that failed
   * @throws StorageException if a file cannot be written
   * @throws StageException if {@code function} failed in another way, as often as Spark tries
   */
  public DatasetHandle<T> run(
      JavaSparkContext spark, List<C> chunks, ChunkFunction<C, T> function) {
    ChunkRunner runner = onDriver ? ChunkRunner.HERE : new SparkRunner(spark, resources);
    return run(chunks, function, provenance(spark), runner);
  }

  /** The same on the driver alone, one chunk after the other, in order. */
  public DatasetHandle<T> runInOrder(List<C> chunks, ChunkFunction<C, T> function) {
    return run(chunks, function, Provenance.here(), ChunkRunner.IN_ORDER);
  }

  /**
   * The same on the driver alone, several chunks at a time: for work that is done before Spark
   * would have started a job.
   */
  public DatasetHandle<T> runOnDriver(List<C> chunks, ChunkFunction<C, T> function) {
    return run(chunks, function, Provenance.here(), ChunkRunner.HERE);
  }

  static Provenance provenance(JavaSparkContext spark) {
    return new Provenance(spark.version(), spark.master());
  }

  DatasetHandle<T> run(
      List<C> chunks, ChunkFunction<C, T> function, Provenance provenance, ChunkRunner runner) {
    Optional<DatasetHandle<T>> finished = skipIfFinished();
    if (finished.isPresent()) {
      return finished.get();
    }
    StageProgress stage = start(chunks.stream().mapToLong(size).sum(), unit);
    try {
      Instant began = Instant.now();
      Set<Integer> present = prepare(chunks.size());
      List<ChunkTask.Input<C>> inputs = new ArrayList<>(chunks.size());
      for (int i = 0; i < chunks.size(); i++) {
        inputs.add(new ChunkTask.Input<>(i, chunks.get(i), present.contains(i)));
      }
      ChunkTask<C, T> task = new ChunkTask<>(output, fingerprint, repeatable, function);
      ChunkCollector collector =
          new ChunkCollector(
              chunks.size(), stage, metrics, index -> size.applyAsLong(chunks.get(index)));
      runner.run(fingerprint.stage(), output.path(), inputs, task, collector);
      Manifest manifest =
          output.manifest(
              fingerprint, collector.summaries(), provenance.facts(began, Instant.now()));
      output.publish(manifest);
      stage.finish(metrics.show(manifest.totals(), stage.seconds()));
      return new DatasetHandle<>(output, manifest);
    } catch (RuntimeException e) {
      stage.fail();
      throw e;
    }
  }

  private StageProgress start(long total, String counted) {
    return StageProgress.start(
        progress,
        StageProgress.Subject.of(fingerprint.stage(), iteration).judging(step),
        total,
        counted);
  }

  /**
   * Clears the folder of what is not part of this run: its manifest, first of all, so that nobody
   * takes the folder for whole meanwhile; then chunks of a longer run.
   *
   * @return chunks whose file may be one of ours
   */
  private Set<Integer> prepare(int chunks) {
    Storage storage = output.run().storage();
    List<Storage.Entry> files = storage.list(output.path());
    Set<Integer> present = new HashSet<>();
    boolean leftovers = false;
    output.unpublish(files);
    for (Storage.Entry file : files) {
      int chunk = ChunkFile.chunkOf(file.name());
      if (chunk >= chunks) {
        storage.delete(output.path() + "/" + file.name());
      } else if (chunk >= 0) {
        present.add(chunk);
      }
      leftovers |= file.name().endsWith(".tmp");
    }
    if (leftovers) {
      storage.clean(output.path());
    }
    return present;
  }
}
