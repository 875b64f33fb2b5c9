package io.vouchpost.probe;

import io.netty.buffer.ByteBuf;
import io.netty.channel.AddressedEnvelope;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioDatagramChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.dns.DefaultDnsQuestion;
import io.netty.handler.codec.dns.DefaultDnsRecordDecoder;
import io.netty.handler.codec.dns.DnsQuestion;
import io.netty.handler.codec.dns.DnsRawRecord;
import io.netty.handler.codec.dns.DnsRecordType;
import io.netty.handler.codec.dns.DnsResponse;
import io.netty.handler.codec.dns.DnsResponseCode;
import io.netty.handler.codec.dns.DnsSection;
import io.netty.resolver.dns.DnsNameResolver;
import io.netty.resolver.dns.DnsNameResolverBuilder;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Asks a resolver for records, by the one that Vert.x has of Netty: with EDNS, and by TCP where an answer is long. */
final class Lookups implements TextRecords, AutoCloseable {
    private static final int PATIENCE_MILLIS = 3_000;
    private static final int MOST_RECORDS = 100;
    /** RFC 1035 §2.3.4 has 255 octets, of which the first label's length takes one. */
    private static final int LONGEST_NAME = 254;

    private final MultiThreadIoEventLoopGroup threads =
            new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("dns", true), NioIoHandler.newFactory());
    private final List<InetSocketAddress> resolvers;
    private final DnsNameResolver client;
    private final Deadline deadline;

    /** @param resolver whom the machine asks, where it is empty */
    Lookups(Optional<InetSocketAddress> resolver, Duration patience) {
        resolvers = resolver.map(List::of).orElseGet(Resolvers::ofThisMachine);
        deadline = new Deadline(patience);
        client = new DnsNameResolverBuilder(threads.next())
                .datagramChannelType(NioDatagramChannel.class)
                .socketChannelType(NioSocketChannel.class)
                .queryTimeoutMillis(PATIENCE_MILLIS)
                .build();
    }

    /** A service's place (RFC 2782). */
    record Service(String target, int port) {}

    @Override
    public List<String> texts(String name) throws NoAnswer {
        return ask(name, DnsRecordType.TXT, Lookups::text);
    }

    List<Service> services(String name) throws NoAnswer {
        return ask(name, DnsRecordType.SRV, record -> {
            record.skipBytes(4); // priority and weight
            int port = record.readUnsignedShort();
            return new Service(DefaultDnsRecordDecoder.decodeName(record), port);
        });
    }

    List<String> exchangers(String name) throws NoAnswer {
        return ask(name, DnsRecordType.MX, record -> {
            record.skipBytes(2); // preference
            return DefaultDnsRecordDecoder.decodeName(record);
        });
    }

    /** Of both families. */
    List<InetAddress> addresses(String name) throws NoAnswer {
        var all = new ArrayList<>(ask(name, DnsRecordType.A, Lookups::address));
        all.addAll(ask(name, DnsRecordType.AAAA, Lookups::address));
        return all;
    }

    private interface Reading<T> {
        T read(ByteBuf record) throws UnknownHostException;
    }

    private <T> List<T> ask(String name, DnsRecordType type, Reading<T> reading) throws NoAnswer {
        var question = question(name, type);
        var reason = "no resolver is known; --resolver HOST:PORT names one";
        for (var resolver : resolvers) {
            try {
                return read(answer(resolver, question), type, reading);
            } catch (NoAnswer e) {
                reason = String.valueOf(e.getMessage());
            }
        }
        throw new NoAnswer(reason);
    }

    /** @param name from the root on, with a dot at its end or without */
    static DnsQuestion question(String name, DnsRecordType type) throws NoAnswer {
        var bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        try {
            var question = new DefaultDnsQuestion(bare + ".", type);
            if (question.name().length() <= LONGEST_NAME) {
                return question;
            }
        } catch (IllegalArgumentException e) {
            // told like one that is too long
        }
        throw new NoAnswer(name + " is no name that a resolver can be asked for (RFC 1035 §2.3.4)");
    }

    private AddressedEnvelope<DnsResponse, InetSocketAddress> answer(InetSocketAddress resolver, DnsQuestion question)
            throws NoAnswer {
        if (deadline.isOver()) {
            throw new NoAnswer("the time is up");
        }
        try {
            return client.query(resolver, question)
                    .get(Math.min(2L * PATIENCE_MILLIS, deadline.millisLeft()), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException | IllegalArgumentException e) {
            throw new NoAnswer("the resolver " + resolver.getHostString() + " does not answer");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new NoAnswer("interrupted");
        }
    }

    private static <T> List<T> read(
            AddressedEnvelope<DnsResponse, InetSocketAddress> envelope, DnsRecordType type, Reading<T> reading)
            throws NoAnswer {
        try {
            var response = envelope.content();
            if (response.code().equals(DnsResponseCode.NXDOMAIN)) {
                return List.of();
            }
            if (!response.code().equals(DnsResponseCode.NOERROR)) {
                throw new NoAnswer("the resolver says " + response.code());
            }
            var records = new ArrayList<T>();
            for (int i = 0; i < Math.min(MOST_RECORDS, response.count(DnsSection.ANSWER)); i++) {
                if (response.recordAt(DnsSection.ANSWER, i) instanceof DnsRawRecord record
                        && record.type().equals(type)) {
                    records.add(reading.read(record.content().duplicate()));
                }
            }
            return records;
        } catch (RuntimeException | UnknownHostException malformed) {
            throw new NoAnswer("the answer cannot be read");
        } finally {
            envelope.release();
        }
    }

    private static InetAddress address(ByteBuf record) throws UnknownHostException {
        var octets = new byte[record.readableBytes()];
        record.readBytes(octets);
        return InetAddress.getByAddress(octets);
    }

    /** One value, of several strings (RFC 7208 §3.3, RFC 6376 §3.6.2.2). */
    private static String text(ByteBuf record) {
        var text = new StringBuilder();
        while (record.isReadable()) {
            text.append(record.readCharSequence(record.readUnsignedByte(), StandardCharsets.UTF_8));
        }
        return text.toString();
    }

    @Override
    @SuppressWarnings("FutureReturnValueIgnored") // nobody waits for these threads to end
    public void close() {
        client.close();
        threads.shutdownGracefully(0, 0, TimeUnit.MILLISECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
        deadline.close();
    }
}
