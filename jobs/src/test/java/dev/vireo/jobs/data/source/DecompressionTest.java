package dev.vireo.jobs.data.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import net.jpountz.lz4.LZ4FrameOutputStream;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.hadoop.io.compress.CompressionCodecFactory;
import org.junit.jupiter.api.Test;

class DecompressionTest {
  private static final byte[] TEXT = "{\"prompt\":\"a\"}\n".getBytes(StandardCharsets.UTF_8);

  @Test
  void lz4IsReadAsItsCommandAndAsHadoopWriteIt() throws IOException {
    ByteArrayOutputStream frame = new ByteArrayOutputStream();
    try (OutputStream out = new LZ4FrameOutputStream(frame)) {
      out.write(TEXT);
    }
    ByteArrayOutputStream blocks = new ByteArrayOutputStream();
    Configuration configuration = new Configuration(false);
    try (OutputStream out =
        new CompressionCodecFactory(configuration)
            .getCodec(new Path("a.lz4"))
            .createOutputStream(blocks)) {
      out.write(TEXT);
    }
    assertThat(read("a.jsonl.lz4", frame.toByteArray())).isEqualTo(TEXT);
    assertThat(read("A.JSONL.LZ4", blocks.toByteArray())).isEqualTo(TEXT);
  }

  @Test
  void whatCannotBeUnpackedIsNamed() {
    for (String ending : List.of("xz", "zip", "tar", "tgz", "br", "7z")) {
      assertThatThrownBy(() -> read("a.jsonl." + ending, TEXT))
          .isInstanceOf(IOException.class)
          .hasMessage(
              "a ."
                  + ending
                  + " file cannot be unpacked here; unpack it, or compress it with gzip or zstd");
    }
  }

  private static byte[] read(String name, byte[] bytes) throws IOException {
    try (InputStream in = Decompression.of(name, new ByteArrayInputStream(bytes))) {
      return in.readAllBytes();
    }
  }
}
