package dev.vireo.clusters;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.dsl.HttpMethod;
import io.fabric8.mockwebserver.http.Buffer;
import io.fabric8.mockwebserver.http.Dispatcher;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.net.URI;

/**
 * A Kubernetes API server on loopback without a cluster behind it: it keeps what is created, and
 * starts nothing.
 */
final class KubernetesServer implements AutoCloseable {

  private final MockWebServer server = new MockWebServer();

  KubernetesServer() {
    server.setDispatcher(new ApplyCreates(new KubernetesCrudDispatcher()));
    server.start(InetAddress.getLoopbackAddress(), 0);
  }

  /** Where it listens. */
  String url() {
    return "http://127.0.0.1:" + server.getPort();
  }

  /** A client; who asks for it closes it. */
  KubernetesClient client() {
    Config config = new ConfigBuilder(Config.empty()).withMasterUrl(url()).build();
    return new KubernetesClientBuilder().withConfig(config).build();
  }

  @Override
  public void close() {
    server.shutdown();
  }

  /** What is applied and is not there yet is created, which the mock does not know by itself. */
  private static final class ApplyCreates extends Dispatcher {
    private final Dispatcher mock;

    ApplyCreates(Dispatcher mock) {
      this.mock = mock;
    }

    @Override
    public MockResponse dispatch(RecordedRequest request) {
      String type = request.getHeader("Content-Type");
      if (request.method() != HttpMethod.PATCH || type == null || !type.contains("apply-patch")) {
        return mock.dispatch(request);
      }
      String object = URI.create(request.getPath()).getPath();
      String kind = object.substring(0, object.lastIndexOf('/'));
      return mock.dispatch(
          new RecordedRequest(
              request.getHttpVersion(),
              HttpMethod.POST,
              kind,
              request.getHeaders(),
              new Buffer(request.getBody().readByteArray())));
    }
  }
}
