package dev.vireo.store.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vireo.algorithms.InputException;
import dev.vireo.store.run.RunDirectory;
import java.io.IOException;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;

class HadoopFilesTest {
  private static final Path ON_S3 = new Path("s3a://lake/run");

  @Test
  void saysWhatToAddForS3() {
    assertThatThrownBy(() -> RunDirectory.at("s3a://lake/run", new Configuration()))
        .isInstanceOf(InputException.class)
        .hasMessageStartingWith("Cannot use s3a://lake/run as a run directory: s3a:// needs")
        .hasMessageContaining("org.apache.hadoop:hadoop-aws:3.")
        .hasMessageContaining("VIREO_CLASSPATH")
        .hasMessageNotContaining("Exception");
  }

  @Test
  void saysThatHalfOfItIsMissing() {
    assertThatThrownBy(
            () ->
                HadoopFiles.open(
                    ON_S3,
                    () -> {
                      throw new NoClassDefFoundError("software/amazon/awssdk/Sdk");
                    }))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("AWS SDK bundle")
        .hasMessageEndingWith("(software/amazon/awssdk/Sdk)");
  }

  @Test
  void otherSchemesAreNamed() {
    assertThatThrownBy(() -> HadoopFiles.of(new Path("nowhere://x/y"), new Configuration()))
        .hasMessage("nothing on the class path reads nowhere://");
    assertThatThrownBy(() -> HadoopFiles.of(new Path("s3://x/y"), new Configuration()))
        .hasMessage("nothing on the class path reads s3://: write s3a://");
  }

  @Test
  void knowsWhereARenameCopies() {
    assertThat(HadoopFiles.isObjectStore(ON_S3)).isTrue();
    assertThat(HadoopFiles.isObjectStore(new Path("hdfs://x/y"))).isFalse();
    assertThat(HadoopFiles.isObjectStore(new Path("/y"))).isFalse();
  }
}
