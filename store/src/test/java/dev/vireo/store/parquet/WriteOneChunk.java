package dev.vireo.store.parquet;

import dev.vireo.schemas.Datasets;
import dev.vireo.store.manifest.Fingerprint;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;

/** Prints the hash of a chunk's bytes; run in a process of its own. */
final class WriteOneChunk {
  private WriteOneChunk() {}

  public static void main(String[] arguments) throws IOException {
    System.out.println(sha256());
  }

  static String sha256() throws IOException {
    return ChunkFile.write(
            OutputStream.nullOutputStream(),
            Datasets.ROLLOUTS,
            3,
            Fingerprint.of("collect-rollouts").settings(Map.of("a", 1, "b", 2, "c", 3)),
            ChunkResult.of(
                SampleRows.rollouts(0, 50), Map.of("tokens", 1.5, "reward", 0.1, "stopped", 3.0)))
        .sha256();
  }
}
