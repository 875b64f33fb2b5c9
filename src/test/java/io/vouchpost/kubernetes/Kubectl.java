package io.vouchpost.kubernetes;

import io.vouchpost.clients.Installed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.regex.Pattern;

/** {@code kubectl kustomize}, which asks no cluster. */
final class Kubectl {
    private static final Pattern VERSION = Pattern.compile("v1\\.([0-9]+)\\.");
    /** Its Kustomize is 5.0. That of Debian 12's kubectl, 2.0, does not know half of what the overlays use. */
    private static final int OLDEST = 27;

    private Kubectl() {}

    static void require() throws IOException, InterruptedException {
        Installed.require("kubectl", "kubectl (of Debian 13 or later; .ci/run gets it)");
        var version = VERSION.matcher(run("version", "--client"));
        Installed.require(
                version.find() && Integer.parseInt(version.group(1)) >= OLDEST,
                "kubectl is older than 1." + OLDEST + ": .ci/run gets a newer one");
    }

    /** All objects of a kustomization, as YAML. */
    static String kustomize(Path folder) throws IOException, InterruptedException {
        return run("kustomize", folder.toString());
    }

    private static String run(String... arguments) throws IOException, InterruptedException {
        var command = new String[arguments.length + 1];
        command[0] = "kubectl";
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        var builder = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT);
        builder.environment().put("KUBECONFIG", "/dev/null");
        var process = builder.start();
        var said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IOException(String.join(" ", command) + " ended with " + process.exitValue());
        }
        return said;
    }
}
