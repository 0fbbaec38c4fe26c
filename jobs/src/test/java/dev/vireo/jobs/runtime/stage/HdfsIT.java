package dev.vireo.jobs.runtime.stage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.schemas.Datasets;
import dev.vireo.schemas.Rollout;
import dev.vireo.store.files.Publisher;
import dev.vireo.store.files.StorageException;
import dev.vireo.store.manifest.Fingerprint;
import dev.vireo.store.manifest.Manifest;
import dev.vireo.store.run.DatasetHandle;
import dev.vireo.store.run.PublishedFolder;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.hdfs.MiniDFSCluster;
import org.apache.hadoop.hdfs.protocol.HdfsConstants;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The store on a real HDFS, whose rename refuses to replace unless it is asked to. */
class HdfsIT {
  @TempDir static Path folder;
  private static MiniDFSCluster cluster;

  @BeforeAll
  static void start() throws IOException {
    Configuration configuration = new Configuration();
    configuration.set("hdfs.minidfs.basedir", folder.resolve("hdfs").toString());
    configuration.setInt("dfs.replication", 1);
    cluster = new MiniDFSCluster.Builder(configuration).numDataNodes(1).build();
  }

  @AfterAll
  static void stop() {
    cluster.shutdown();
  }

  private static RunDirectory run(String name) throws IOException {
    return RunDirectory.at(cluster.getURI() + "/runs/" + name, cluster.getConfiguration(0));
  }

  @Test
  void publishesReplacesAndCreates() throws IOException {
    RunDirectory run = run("files");
    Publisher publisher = run.publisher();
    publisher.publish("a/b", out -> out.write(1));
    publisher.publish("a/b", out -> out.write(2));
    assertThat(run.read("a/b").orElseThrow()).containsExactly(2);
    assertThat(publisher.createIfAbsent("a/b", out -> out.write(3))).isFalse();
    boolean late =
        publisher.createIfAbsent(
            "a/c",
            out -> {
              publisher.createIfAbsent("a/c", inner -> inner.write(4));
              out.write(5);
            });
    assertThat(late).isFalse();
    assertThat(run.read("a/c").orElseThrow()).containsExactly(4);
    assertThat(run.list("a")).containsExactly("b", "c");
  }

  @Test
  void aStageResumesAndMovesBetweenFileSystems() throws IOException {
    RunDirectory run = run("stage");
    List<Integer> computed = new ArrayList<>();
    ChunkFunction<Integer, Rollout> function =
        (index, chunk) -> {
          computed.add(index);
          return SampleStage.compute(index, chunk);
        };
    List<Integer> chunks = IntStream.range(0, 3).boxed().toList();
    Manifest made = SampleStage.stage(run).runOnDriver(chunks, function).manifest();
    run.delete("rollouts/iteration=1/part-00001.parquet");
    run.publisher().publish("rollouts/iteration=1/part-00002.parquet", out -> out.write(1));
    computed.clear();
    DatasetHandle<Rollout> resumed = SampleStage.stage(run).runOnDriver(chunks, function);
    assertThat(computed).containsExactly(1, 2);
    assertThat(resumed.manifest()).isEqualTo(made);
    assertThat(resumed.readAll()).isEqualTo(SampleRows.rollouts(0, 3 * SampleStage.ROWS));

    RunDirectory local = RunDirectory.at(folder.resolve("local"));
    assertThat(SampleStage.stage(local).runOnDriver(chunks, function).manifest()).isEqualTo(made);
    String file = "rollouts/iteration=1/part-00000.parquet";
    assertThat(local.read(file).orElseThrow()).isEqualTo(run.read(file).orElseThrow());
  }

  @Test
  void aFolderIsFetchedOnce() throws IOException {
    PublishedFolder published =
        PublishedFolder.publish(
            run("folder"),
            "checkpoints/step-1",
            Fingerprint.of("update-policy"),
            staging -> Files.writeString(staging.resolve("model.safetensors"), "weights"));
    Path here = published.fetch(folder.resolve("cache"));
    assertThat(here.resolve("model.safetensors")).hasContent("weights");
    run("folder").delete("checkpoints/step-1/model.safetensors");
    assertThat(published.fetch(folder.resolve("cache"))).isEqualTo(here);
  }

  @Test
  void aQuotaIsNoSpaceLeft() throws IOException {
    RunDirectory run = run("quota");
    org.apache.hadoop.fs.Path path = new org.apache.hadoop.fs.Path(run.uri());
    cluster.getFileSystem().mkdirs(path);
    cluster.getFileSystem().setQuota(path, HdfsConstants.QUOTA_DONT_SET, 1000);
    assertThatThrownBy(() -> run.publisher().publish("x", out -> out.write(new byte[5000])))
        .isInstanceOf(StorageException.class)
        .hasMessageStartingWith("No space left on device to write " + run.uri("x"));
    assertThat(run.partition(Datasets.ROLLOUTS, 1).published()).isEmpty();
    assertThat(run.list("")).isEmpty();
  }
}
