package dev.vireo.jobs.runtime.stage;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.manifest.Difference;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.Partition;
import dev.vireo.store.run.RunDirectory;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.spark.api.java.JavaSparkContext;

/**
 * A folder that a job fills outside of any run, with one dataset. A run's settings are compared
 * with its manifests before it goes on; here a note of what was begun takes their place, so that
 * chunks of one thing are never replaced by those of another.
 *
 * @param output where the dataset is
 * @param fingerprint what it is made from
 */
public record OwnFolder<T extends SpecificRecordBase>(
    Partition<T> output, Fingerprint fingerprint) {

  /** What was begun: a manifest without chunks, there as long as the work is not finished. */
  private static final String BEGUN = "begun.json";

  /**
   * What is there, if it is finished.
   *
   * @throws InputException if the folder holds anything else than this very work, begun or finished
   */
  public Optional<DatasetHandle<T>> finished() {
    RunDirectory folder = output.run();
    Optional<Manifest> manifest = output.manifest();
    if (manifest.isPresent()) {
      refuse("is finished and was made", manifest.get());
      if (output.missing(manifest.get()).isEmpty()) {
        return Optional.of(new DatasetHandle<>(output, manifest.get()));
      }
      return Optional.empty();
    }
    Optional<Manifest> begun =
        folder
            .read(BEGUN)
            .flatMap(json -> Manifest.parse(new String(json, StandardCharsets.UTF_8)));
    if (begun.isPresent()) {
      refuse("was begun", begun.get());
    } else if (folder.list("").stream().anyMatch(name -> !name.startsWith("."))) {
      throw new InputException(
          "Cannot write %s: it is there already, and was not begun by this command; name a new folder"
              .formatted(folder.uri()));
    }
    return Optional.empty();
  }

  private void refuse(String how, Manifest there) {
    List<Difference> differences = there.fingerprint().differences(fingerprint);
    if (!differences.isEmpty()) {
      throw new InputException(
          "%s %s from something else (%s): name another folder, or delete it"
              .formatted(
                  output.run().uri(),
                  how,
                  differences.stream()
                      .map(Difference::toString)
                      .collect(Collectors.joining(", "))));
    }
  }

  /** Notes what is begun. */
  public void begin(JavaSparkContext spark) {
    Instant now = Instant.now();
    byte[] note =
        output
            .manifest(fingerprint, List.of(), ChunkStage.provenance(spark).facts(now, now))
            .toJson()
            .getBytes(StandardCharsets.UTF_8);
    output.run().publisher().publish(BEGUN, out -> out.write(note));
  }

  /** Takes the note away: from here on the manifest says what the folder is. */
  public void end() {
    output.run().delete(BEGUN);
  }
}
