import { beginsTrace, continuesTrace, traceOf } from './stackTraces';

const JAVA = `2026-03-01 10:15:02,113 ERROR [http-nio-8080-exec-7] o.a.c.c.C.[dispatcherServlet] - Servlet.service() threw
org.springframework.web.util.NestedServletException: Request processing failed: order 8812
	at org.springframework.web.servlet.FrameworkServlet.processRequest(FrameworkServlet.java:1014) ~[spring-webmvc-6.1.jar:6.1]
	at java.base/java.lang.Thread.run(Thread.java:1583)
	at com.example.Proxy$$Lambda$14.apply(Unknown Source)
Caused by: java.sql.SQLTransientConnectionException: HikariPool-1 - Connection is not available
	at com.zaxxer.hikari.pool.HikariPool.getConnection(HikariPool.java:197)
	... 42 more`;

const JAVA_MAIN = `Exception in thread "main" java.lang.NullPointerException: Cannot invoke "String.length()" because "s" is null
	at com.example.Main.main(Main.java:5)`;

const PYTHON = `Traceback (most recent call last):
  File "/app/web.py", line 12, in get
    return cache[key]
           ~~~~~^^^^^
KeyError: 'customer'

During handling of the above exception, another exception occurred:

Traceback (most recent call last):
  File "/usr/lib/python3.12/site-packages/flask/app.py", line 1473, in wsgi_app
    response = self.full_dispatch_request()
  File "/app/web.py", line 30, in index
    raise orders.errors.NotThere("no order 17")
orders.errors.NotThere: no order 17`;

const GO = `panic: runtime error: invalid memory address or nil pointer dereference
[signal SIGSEGV: segmentation violation code=0x1 addr=0x18 pc=0x48f3c5]

goroutine 34 [running]:
panic({0x5a1, 0x6b2})
	/usr/local/go/src/runtime/panic.go:770 +0x132
main.(*Mailer).Connect(0xc00011c000)
	/src/mailer/smtp.go:57 +0x1d4
created by main.main in goroutine 1
	/src/mailer/main.go:31 +0x9c
exit status 2`;

const GO_HTTP = `2026/03/01 10:15:02 http: panic serving 10.0.0.9:51544: assignment to entry in nil map
goroutine 51 [running]:
net/http.(*conn).serve.func1()
	/usr/local/go/src/net/http/server.go:1898 +0xbe
main.(*Shop).ServeHTTP(0xc0000b4000, {0x7a, 0x1}, 0xc000)
	/src/shop/shop.go:88 +0x45`;

const NODE = `TypeError: Cannot read properties of undefined (reading 'currency')
    at formatPrice (/app/dist/cart/price.js:41:27)
    at async CartController.total (file:///app/dist/cart/controller.js:118:14)
    at /app/dist/router.js:9:3
    at process.processTicksAndRejections (node:internal/process/task_queues:95:5)`;

const DOTNET = `Unhandled exception. System.InvalidOperationException: Sequence contains no elements
 ---> System.IO.IOException: disk
   --- End of inner exception stack trace ---
   at System.Linq.ThrowHelper.ThrowNoElementsException()
   at Shop.Orders.OrderService.Load(Int32 id, String name) in /src/Orders/OrderService.cs:line 41
   at Shop.Program.<Main>$(String[] args) in /src/Program.cs:line 7`;

const PHP = `PHP Fatal error:  Uncaught RuntimeException: Payment 4711 refused in /var/www/src/Pay.php:88
Stack trace:
#0 /var/www/src/Cart.php(120): App\\Pay->charge(Object(App\\Order), 12)
#1 [internal function]: App\\Cart->checkout()
#2 {main}
  thrown in /var/www/src/Pay.php on line 88`;

const LARAVEL = `[2026-03-01 10:15:02] production.ERROR: No query results {"exception":"[object] (Illuminate\\\\Database\\\\ModelNotFoundException(code: 0): No query results for model [App\\\\User] 7 at /var/www/vendor/laravel/Builder.php:561)
[stacktrace]
#0 /var/www/app/Http/UserController.php(18): Illuminate\\\\Builder->findOrFail('7')
"}`;

const RUBY = `app/models/order.rb:10:in 'total': undefined method 'price' for nil (NoMethodError)
	from app/models/order.rb:22:in \`block in sum'
	from bin/report:5:in '<main>'`;

const RAILS = `F, [2026-03-01T10:15:02.113 #1] FATAL -- : [4f1c] ActiveRecord::RecordNotFound (Couldn't find User with 'id'=12):
[4f1c]   
app/controllers/users_controller.rb:8:in 'show'`;

describe('traceOf', () => {
  it.each([
    ['Java', JAVA, 'org.springframework.web.util.NestedServletException', 'Request processing failed: order 8812', 3],
    [
      'Java, from the main thread',
      JAVA_MAIN,
      'java.lang.NullPointerException',
      'Cannot invoke "String.length()" because "s" is null',
      1,
    ],
    ['Python, the last of a chain', PYTHON, 'orders.errors.NotThere', 'no order 17', 2],
    ['Go', GO, 'panic', 'runtime error: invalid memory address or nil pointer dereference', 2],
    ['Go, inside of net/http', GO_HTTP, 'panic', 'assignment to entry in nil map', 1],
    ['Node.js', NODE, 'TypeError', "Cannot read properties of undefined (reading 'currency')", 4],
    ['.NET', DOTNET, 'System.InvalidOperationException', 'Sequence contains no elements', 3],
    ['PHP', PHP, 'RuntimeException', 'Payment 4711 refused', 3],
    [
      'Laravel',
      LARAVEL,
      'Illuminate\\\\Database\\\\ModelNotFoundException',
      'No query results for model [App\\\\User] 7',
      2,
    ],
    ['Ruby', RUBY, 'NoMethodError', "undefined method 'price' for nil", 2],
    ['Rails', RAILS, 'ActiveRecord::RecordNotFound', "Couldn't find User with 'id'=12", 1],
  ])('reads %s', (_, text, type, message, frames) => {
    const trace = traceOf(text);
    expect(trace).toMatchObject({ type, message });
    expect(trace?.frames).toHaveLength(frames);
  });

  it.each([
    ['Java', JAVA, 'org.springframework.web.servlet.FrameworkServlet.processRequest', 'FrameworkServlet.java:1014'],
    ['Python', PYTHON, 'index', '/app/web.py:30'],
    ['Go', GO, 'main.(*Mailer).Connect', '/src/mailer/smtp.go:57'],
    ['Node.js', NODE, 'formatPrice', '/app/dist/cart/price.js:41:27'],
    ['.NET', DOTNET, 'System.Linq.ThrowHelper.ThrowNoElementsException', ''],
    ['PHP', PHP, '', '/var/www/src/Pay.php:88'],
    ['Ruby', RUBY, 'total', 'app/models/order.rb:10'],
  ])('names the innermost call of %s', (language, text, name, place) => {
    expect(traceOf(text)).toMatchObject({ language });
    expect(traceOf(text)?.frames[0]).toEqual({ name, place });
  });

  it('reads a single line that names what was thrown', () => {
    expect(traceOf('ERROR worker: redis.exceptions.ConnectionError: Error 111 connecting to redis:6379')).toEqual({
      type: 'redis.exceptions.ConnectionError',
      message: 'Error 111 connecting to redis:6379',
      frames: [],
    });
  });

  it.each(['GET /errors/Error.html 200', 'all good', '', 'panicked? no: calm', 'PHP Warning: not a place'])(
    'finds nothing in %j',
    (line) => expect(traceOf(line)).toBeUndefined()
  );

  it('survives a line of 100 kB and one that is all indentation', () => {
    const start = performance.now();
    traceOf(`Error: ${'x.'.repeat(50_000)}\n    at ${'('.repeat(1000)}`);
    traceOf(' '.repeat(100_000));
    traceOf('a'.repeat(100_000));
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe('lines of a trace', () => {
  it.each(JAVA.split('\n').slice(2))('%j goes on', (line) => expect(continuesTrace(line)).toBe(true));
  it.each(GO.split('\n').slice(2))('%j goes on', (line) => expect(continuesTrace(line)).toBe(true));
  it.each(PHP.split('\n').slice(1))('%j goes on', (line) => expect(continuesTrace(line)).toBe(true));
  it.each(['2026-03-01 10:15:02 INFO ready', '{"level":"info"}', 'panic: no'])('%j does not', (line) =>
    expect(continuesTrace(line)).toBe(false)
  );
  it.each(['Traceback (most recent call last):', 'panic: x', 'java.lang.Error: x', 'TypeError: x is not a function'])(
    '%j begins one',
    (line) => expect(beginsTrace(line)).toBe(true)
  );
  it('a line with a time begins none', () => expect(beginsTrace('10:15 java.lang.Error: x')).toBe(false));
});
