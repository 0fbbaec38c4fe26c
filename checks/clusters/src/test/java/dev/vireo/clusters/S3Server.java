package dev.vireo.clusters;

import java.io.IOException;
import java.lang.reflect.Field;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.gaul.s3proxy.nio2blob.FilesystemNio2BlobStore;
import org.gaul.shaded.org.eclipse.jetty.server.CustomRequestLog;
import org.gaul.shaded.org.eclipse.jetty.server.RequestLogWriter;
import org.gaul.shaded.org.eclipse.jetty.server.Server;

/**
 * A server that speaks S3, on a port of loopback that was free: each folder of the one given is a
 * bucket, each file in it an object. It refuses requests that are not signed with its secret, and
 * conditional uploads whose condition does not hold, and stays until its process is ended.
 */
public final class S3Server {

  /** Time, method, path, query, status, size of the answer; then headers that matter here. */
  private static final String LOG_FORMAT =
      "%{yyyy-MM-dd HH:mm:ss.SSS|UTC}t %m %U %q %s %O copy=%{x-amz-copy-source}i"
          + " if-none-match=%{If-None-Match}i";

  private S3Server() {}

  /**
   * Starts the server.
   *
   * @param arguments the folder of the buckets, the file that gets a line for each request, the
   *     access key and its secret
   */
  public static void main(String[] arguments) throws Exception {
    Path buckets = Files.createDirectories(Path.of(arguments[0]));
    S3Proxy proxy =
        S3Proxy.builder()
            .blobStore(new FilesystemNio2BlobStore(buckets.toString()))
            .endpoint(URI.create("http://127.0.0.1:0"))
            .awsAuthentication(AuthenticationType.AWS_V4, arguments[2], arguments[3])
            .build();
    log(proxy, arguments[1]);
    proxy.start();
    System.out.println("up: http://127.0.0.1:" + proxy.getPort());
  }

  /** The server keeps no log of its requests by itself, and does not show what could. */
  private static void log(S3Proxy proxy, String file)
      throws IOException, ReflectiveOperationException {
    Field field = S3Proxy.class.getDeclaredField("server");
    field.setAccessible(true);
    Files.createFile(Path.of(file));
    RequestLogWriter writer = new RequestLogWriter(file);
    ((Server) field.get(proxy)).setRequestLog(new CustomRequestLog(writer, LOG_FORMAT));
  }
}
